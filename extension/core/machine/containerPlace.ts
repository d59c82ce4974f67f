import { createHash } from 'node:crypto';
import { join } from 'node:path/posix';
import type { Duplex } from 'node:stream';
import { engineRefused } from '../base/errors.ts';
import { timeLimit } from '../base/timeLimit.ts';
import { qemuMissing } from '../base/vmErrors.ts';
import type { Command, CommandResult } from '../base/run.ts';
import type { Engine } from '../engine/engine.ts';
import { hostFiles } from '../qemu/place/hostFiles.ts';
import type { PlaceFiles, ProcessIdentity, QemuPlace, QemuProcess } from '../qemu/place.ts';
import { ContainerProcess } from './containerProcess.ts';

/** Where sockets are in the container: they cannot be in a folder of this computer where the engine is in a VM. */
export const socketsRoot = '/run/isolab';

const limitMs = 10_000;
const maxSaid = 4_096;
/** The exit code of a shell for a program that is not there (POSIX, "Exit Status for Commands"). */
const notFound = 127;

// The shell ends at once, and the container's first process takes in what it has started.
const startScript = `command -v "$2" >/dev/null || exit 127
umask 077
log=$1
shift
setsid "$@" </dev/null >"$log" 2>&1 &
exec cat "/proc/$!/stat"`;

// Whole words, of QEMU only: this very script has the word in its command line too.
const findScript = `for folder in /proc/[0-9]*; do
  tr '\\0' ' ' <"$folder/cmdline" 2>/dev/null | grep -F -- "$1" | grep -q '^[^ ]*qemu' && exec cat "$folder/stat"
done`;

/** A container of the engine as QEMU's place. Its files are this computer's, but for its sockets. */
export class ContainerPlace implements QemuPlace {
  readonly kind = 'container';
  readonly files: PlaceFiles;
  readonly #engine: Engine;
  readonly #container: string;

  constructor(engine: Engine, container: string) {
    this.#engine = engine;
    this.#container = container;
    this.files = {
      ...hostFiles,
      makeFolder: (path, signal) =>
        isSocketFolder(path)
          ? this.#must('mkdir', ['-p', '-m', '700', path], signal)
          : hostFiles.makeFolder(path),
      remove: (path, signal) =>
        isSocketFolder(path) ? this.#must('rm', ['-rf', path], signal) : hostFiles.remove(path),
    };
  }

  async start(
    program: string,
    args: readonly string[],
    log: string,
    signal: AbortSignal,
  ): Promise<QemuProcess> {
    const words = ['-c', startScript, 'sh', log, program, ...args];
    const { exitCode, stdout } = await this.run({ program: 'sh', args: words }, signal);
    if (exitCode === notFound) throw qemuMissing(program);
    // One that has ended already is still a name for its end.
    return this.#process(parseStat(stdout) ?? { pid: 0, started: '' }, log);
  }

  async find({ pid, started }: ProcessIdentity, log: string): Promise<QemuProcess | undefined> {
    const command = { program: 'cat', args: [`/proc/${pid}/stat`] };
    const { stdout } = await this.run(command, timeLimit(limitMs));
    const identity = parseStat(stdout);
    return identity?.started === started ? this.#process(identity, log) : undefined;
  }

  async findByWord(word: string, log: string): Promise<QemuProcess | undefined> {
    const command = { program: 'sh', args: ['-c', findScript, 'sh', word] };
    const { stdout } = await this.run(command, timeLimit(limitMs));
    const identity = parseStat(stdout);
    return identity && this.#process(identity, log);
  }

  run(command: Command, signal: AbortSignal): Promise<CommandResult> {
    return this.#engine.exec(this.#container, command, signal);
  }

  path(ours: string): string {
    return ours;
  }

  socketFolder(folder: string): string {
    return join(socketsRoot, createHash('sha256').update(folder).digest('hex').slice(0, 16));
  }

  /** By socat, which says on its standard error when it is through, and when it ends. */
  async connect(socketPath: string, signal: AbortSignal): Promise<Duplex> {
    const args = ['-d', '-d', 'STDIO', `UNIX-CONNECT:${socketPath}`];
    let said = '';
    let hear = (): void => {};
    const through = new Promise<void>((resolve, reject) => {
      hear = () => {
        if (said.includes('starting data transfer loop')) resolve();
        else if (said.includes('exit('))
          reject(engineRefused(`connect ${socketPath}`, said.trim()));
      };
      signal.addEventListener('abort', () => reject(new Error('given up')), { once: true });
    });
    through.catch(() => {}); // it is heard below, once there is a stream
    const stream = await this.#engine.stream(
      this.#container,
      { program: 'socat', args },
      (chunk) => {
        said = `${said}${chunk.toString()}`.slice(-maxSaid);
        hear();
      },
      signal,
    );
    try {
      await through;
      return stream;
    } catch (error) {
      stream.destroy();
      signal.throwIfAborted();
      throw error;
    }
  }

  #process(identity: ProcessIdentity, log: string): QemuProcess {
    return new ContainerProcess(this.#engine, this.#container, identity, log);
  }

  async #must(program: string, args: readonly string[], signal: AbortSignal): Promise<void> {
    const { exitCode, stderr } = await this.run({ program, args }, signal);
    if (exitCode !== 0) throw engineRefused([program, ...args].join(' '), stderr.trim());
  }
}

function isSocketFolder(path: string): boolean {
  return path.startsWith(`${socketsRoot}/`);
}

/** PID and field 22, starttime, of proc_pid_stat(5); fields are counted after the last ')' of the name. */
function parseStat(stat: string): ProcessIdentity | undefined {
  const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const started = rest[18];
  if (started === undefined || state === 'Z' || state === 'X') return undefined;
  return { pid: Number.parseInt(stat, 10), started };
}
