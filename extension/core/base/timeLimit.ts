/**
 * Aborts after so many milliseconds, with a TimeoutError. AbortSignal.timeout() does so only while somebody holds the
 * signal, and AbortSignal.any() does not: its limits are forgotten at the next garbage collection (seen with Node.js 20.20).
 */
export function timeLimit(ms: number): AbortSignal {
  const end = new AbortController();
  const abort = (): void => {
    end.abort(new DOMException('The operation was aborted due to timeout', 'TimeoutError'));
  };
  setTimeout(abort, ms).unref();
  return end.signal;
}
