import type { Duplex } from 'node:stream';
import type { Command, CommandResult } from '../base/run.ts';

/** Where QEMU's programs run: this machine, or a container of the engine. Paths are that place's own. */
export interface QemuPlace {
  readonly kind: 'host' | 'container';
  /** Starts a program that outlives this process; it writes to `log`. */
  start(
    program: string,
    args: readonly string[],
    log: string,
    signal: AbortSignal,
  ): Promise<QemuProcess>;
  /** The process with this identity, if it still runs. */
  find(identity: ProcessIdentity, log: string): Promise<QemuProcess | undefined>;
  /** The process of QEMU with this word in its command line: of one that was started and not written down. */
  findByWord(word: string, log: string): Promise<QemuProcess | undefined>;
  /** Runs a program to its end: qemu-img. */
  run(command: Command, signal: AbortSignal): Promise<CommandResult>;
  /** A path of this computer as the place knows it. */
  path(ours: string): string;
  /** Makes an empty folder that only this user may enter, in the place of whatever was there. */
  makePrivateFolder(path: string, signal: AbortSignal): Promise<void>;
  removeFolder(path: string, signal: AbortSignal): Promise<void>;
  /** Where such a folder with the sockets of the VM in `folder` goes: its path is short enough for sockets. */
  socketFolder(folder: string): string;
  /** Connects to a Unix socket there; rejects when nobody listens. */
  connect(socketPath: string, signal: AbortSignal): Promise<Duplex>;
}

/** Names one process for good: a PID may be reused, with another start time. */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks since boot (proc_pid_stat(5), field 22), or what the place has instead. */
  readonly started: string;
}

/** A process of QEMU. */
export interface QemuProcess {
  readonly identity: ProcessIdentity;
  /** Resolves when it has ended, with what it wrote last. */
  readonly ended: Promise<{ readonly lastWords: string }>;
  kill(): Promise<void>;
}
