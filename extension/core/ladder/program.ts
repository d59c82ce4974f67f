import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { timeLimit } from '../base/timeLimit.ts';
import { measureFailed } from '../base/vmErrors.ts';

/** What every rung runs: it says so and by which kernel, then waits, so that it can be looked at. */
const script = 'echo "ready $(busybox uname -r)"; read line';

/** The words that run it, where busybox is on the PATH. */
export const words = ['busybox', 'sh', '-c', script] as const;

/** Where busybox is, in every rung. */
const path = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Slower than any of these programs is, on a machine that does something. */
const limitMs = 20_000;

/** The kernel release that the program's first line tells; rejects when it ends without one, or takes too long. */
export async function readRelease(output: Readable, signal: AbortSignal): Promise<string> {
  const limit = AbortSignal.any([signal, timeLimit(limitMs)]);
  const lines = createInterface({ input: output });
  try {
    const [line] = (await Promise.race([
      once(lines, 'line', { signal: limit }),
      once(lines, 'close', { signal: limit }),
    ])) as readonly unknown[];
    const said = typeof line === 'string' ? line : '';
    const release = releaseIn(said);
    if (release === undefined) throw measureFailed(said);
    return release;
  } catch (error) {
    signal.throwIfAborted();
    throw limit.aborted ? measureFailed('', error) : error;
  }
}

/** The kernel release in what the program has said. */
export function releaseIn(said: string): string | undefined {
  return /^ready (\S+)$/mu.exec(said)?.[1];
}

/** A program of this computer that has said its first line. */
export interface Started extends AsyncDisposable {
  readonly pid: number;
  readonly startMs: number;
  readonly release: string;
}

/** Starts such a program and waits for its first line. */
export async function startHere(
  program: string,
  args: readonly string[],
  signal: AbortSignal,
): Promise<Started> {
  const at = performance.now();
  const child = spawn(program, [...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    env: { PATH: path },
  });
  try {
    await once(child, 'spawn', { signal });
    const release = await readRelease(child.stdout, signal);
    const startMs = performance.now() - at;
    return {
      pid: child.pid ?? 0,
      startMs,
      release,
      [Symbol.asyncDispose]: () => end(child),
    };
  } catch (error) {
    await end(child);
    throw error;
  }
}

async function end(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGKILL');
  await ended;
}
