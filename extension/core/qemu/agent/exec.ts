import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { isError } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import { timeLimit } from '../../base/timeLimit.ts';
import type { GuestAgent } from './agent.ts';

/** A program to run in a guest, with all of its environment. */
export interface GuestCommand {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly input: Uint8Array;
  readonly timeoutMs: number;
}

/** How it ended; `failure` says why there is no exit code. */
export interface GuestResult {
  readonly exitCode: number | undefined;
  readonly stdout: Buffer;
  readonly stderr: Buffer;
  readonly failure?: string;
}

/** What the shortest of programs takes under emulation. */
const shortestMs = 15;
const longestPauseMs = 200;
const killLimitMs = 5_000;

const started = z.object({ pid: z.number() });

const bytes = z
  .string()
  .default('')
  .transform((text) => Buffer.from(text, 'base64'));

const status = z.object({
  exited: z.boolean(),
  exitcode: z.number().optional(),
  signal: z.number().optional(),
  'out-data': bytes,
  'err-data': bytes,
});

// The agent cannot change the folder. busybox needs no libraries: under emulation that saves 40 ms a command.
const shell = '/bin/busybox';
// To its shell a bare name is one of its own programs first, so the one on the PATH is looked for here.
const inFolder = [
  'cd -- "$0" || exit',
  'case $1 in */*) exec "$@" ;; esac',
  'IFS=:',
  'for folder in $PATH; do',
  '  [ -f "$folder/$1" ] && [ -x "$folder/$1" ] || continue',
  '  program=$folder/$1',
  '  shift',
  '  exec "$program" "$@"',
  'done',
  'echo "$1: not found" >&2',
  'exit 127',
].join('\n');

/** Runs a program in the guest to its end, with all its children killed when it takes too long or `signal` aborts. */
export async function execInGuest(
  agent: GuestAgent,
  command: GuestCommand,
  signal: AbortSignal,
): Promise<GuestResult> {
  const { pid } = await agent.ask('guest-exec', execArguments(command), started, signal);
  const limit = timeLimit(command.timeoutMs);
  const either = AbortSignal.any([signal, limit]);
  try {
    return await waitForEnd(agent, pid, either);
  } catch (error) {
    if (!either.aborted) throw error;
    await killTree(agent, pid);
    signal.throwIfAborted();
    return failed(t('It took longer than {0} seconds.', command.timeoutMs / 1000));
  }
}

function execArguments({ program, args, cwd, env, input }: GuestCommand): Record<string, unknown> {
  return {
    path: shell,
    arg: ['sh', '-c', inFolder, cwd, program, ...args],
    env: Object.entries(env).map(([name, value]) => `${name}=${value}`),
    'input-data': Buffer.from(input).toString('base64'),
    'capture-output': true,
  };
}

/** The agent has no event for an end, it can only be asked; each question takes time from what is waited for. */
async function waitForEnd(
  agent: GuestAgent,
  pid: number,
  signal: AbortSignal,
): Promise<GuestResult> {
  for (let pauseMs = shortestMs; ; pauseMs = Math.min(pauseMs * 1.5, longestPauseMs)) {
    await delay(pauseMs, undefined, { signal });
    const answer = await agent
      .ask('guest-exec-status', { pid }, status, signal)
      .catch((error: unknown) => {
        // Only an agent that was started anew knows nothing of what it has been told to run.
        throw isError(error, 'agent-refused') ? agent.lost(error) : error;
      });
    if (answer.exited) return resultOf(answer);
  }
}

function resultOf(answer: z.infer<typeof status>): GuestResult {
  const output = { stdout: answer['out-data'], stderr: answer['err-data'] };
  return answer.signal === undefined
    ? { exitCode: answer.exitcode, ...output }
    : { ...output, exitCode: undefined, failure: t('Signal {0} ended it.', answer.signal) };
}

function failed(failure: string): GuestResult {
  return { exitCode: undefined, stdout: Buffer.alloc(0), stderr: Buffer.alloc(0), failure };
}

// All that descends from the process, stopped first, so that nothing is born meanwhile.
const killScript = `end() {
  kill -STOP "$1"
  for child in $(pgrep -P "$1"); do end "$child"; done
  kill -KILL "$1"
}
end "$0"`;

async function killTree(agent: GuestAgent, pid: number): Promise<void> {
  const args = {
    path: shell,
    arg: ['sh', '-c', killScript, String(pid)],
    env: ['PATH=/usr/bin:/bin'],
  };
  const limit = timeLimit(killLimitMs);
  try {
    await agent.ask('guest-exec', args, started, limit);
    await waitForEnd(agent, pid, limit);
  } catch {
    // A guest that is gone has no process.
  }
}
