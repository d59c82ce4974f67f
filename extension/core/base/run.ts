import { execa } from 'execa';

/** A program with its arguments, as data: nothing is ever joined into a shell line. */
export interface Command {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd?: string;
  /** Added to the environment that the machine gives. */
  readonly env?: Readonly<Record<string, string>>;
  /** Written to standard input, which is then closed; without it standard input is empty. */
  readonly input?: string;
  /** The program is killed when it takes longer. Default 30,000. */
  readonly timeoutMs?: number;
}

/** How a program ended. `exitCode` is undefined when it never ran or was killed; `failure` then says why. */
export interface CommandResult {
  readonly exitCode: number | undefined;
  readonly stdout: string;
  readonly stderr: string;
  readonly failure?: string;
}

const defaultTimeoutMs = 30_000;
const maxOutputBytes = 16 * 1024 * 1024;

/** Runs one program here and gives how it ended; rejects only when `signal` aborts. */
export async function run(command: Command, signal: AbortSignal): Promise<CommandResult> {
  signal.throwIfAborted();
  const result = await execa(command.program, [...command.args], {
    ...(command.cwd === undefined ? {} : { cwd: command.cwd }),
    env: command.env ?? {},
    input: command.input ?? '',
    timeout: command.timeoutMs ?? defaultTimeoutMs,
    maxBuffer: maxOutputBytes,
    stripFinalNewline: false,
    cancelSignal: signal,
    reject: false,
  });
  signal.throwIfAborted();
  const { exitCode, stdout, stderr } = result;
  return exitCode === undefined
    ? { exitCode, stdout, stderr, failure: result.shortMessage ?? 'did not run' }
    : { exitCode, stdout, stderr };
}
