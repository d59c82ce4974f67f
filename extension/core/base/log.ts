/** Where Isolab writes what happened, for a person who looks for a cause later. */
export interface Log {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  /** Writes the message with the error's stack and its causes. */
  error(message: string, error?: unknown): void;
}

/** A log that forgets. */
export const silentLog: Log = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };

/** The error's stack followed by the stacks of its causes; of one that met another on its way out, that one's too. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // SuppressedError, by its fields: Node.js 20 has no such class.
  if ('suppressed' in error && 'error' in error) {
    return `${describeError(error.suppressed)}\nand on the way out: ${describeError(error.error)}`;
  }
  const own = error.stack ?? `${error.name}: ${error.message}`;
  return error.cause === undefined ? own : `${own}\ncaused by: ${describeError(error.cause)}`;
}
