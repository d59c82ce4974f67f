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
  /**
   * The process of QEMU with this word in its command line. So it is found again also when whoever started it died
   * before writing anything down; the word must be one that no other has.
   */
  findByWord(word: string, log: string): Promise<QemuProcess | undefined>;
  /** Runs a program to its end: qemu-img. */
  run(command: Command, signal: AbortSignal): Promise<CommandResult>;
  readonly files: PlaceFiles;
  /** A path of this computer as the place knows it. */
  path(ours: string): string;
  /** Where the folder with the sockets of the VM in `folder` goes: its path is short enough for sockets. */
  socketFolder(folder: string): string;
  /** Connects to a Unix socket there; rejects when nobody listens. */
  connect(socketPath: string, signal: AbortSignal): Promise<Duplex>;
}

/** Files of the place, small ones; what is made there is this user's alone. */
export interface PlaceFiles {
  /** Names in a folder; none when there is no such folder. */
  list(folder: string, signal: AbortSignal): Promise<readonly string[]>;
  /** Undefined when there is no such file. */
  readText(file: string, signal: AbortSignal): Promise<string | undefined>;
  /** The last so many bytes of a file; empty when there is none. */
  readEnd(file: string, bytes: number, signal: AbortSignal): Promise<string>;
  /** In bytes; 0 when there is none. */
  sizeOf(file: string, signal: AbortSignal): Promise<number>;
  /** Forgets all of a file but its end. Whoever has it open to append goes on after that. */
  keepEnd(file: string, bytes: number, signal: AbortSignal): Promise<void>;
  /** Writes a file as a whole: whoever reads it finds the old text or the new one. */
  writeText(file: string, text: string, signal: AbortSignal): Promise<void>;
  /** Makes a folder with all above it; fine when it is there. */
  makeFolder(path: string, signal: AbortSignal): Promise<void>;
  copy(from: string, to: string, signal: AbortSignal): Promise<void>;
  /** Puts a folder in the place of one that is not there; false when somebody was first. */
  rename(from: string, to: string, signal: AbortSignal): Promise<boolean>;
  /** What can still be written to the disk that the folder is on. */
  freeBytes(folder: string, signal: AbortSignal): Promise<number>;
  /** Removes a file, or a folder with all that is in it; fine when there is none. */
  remove(path: string, signal: AbortSignal): Promise<void>;
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
