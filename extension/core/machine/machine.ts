import type { Duplex } from 'node:stream';
import type { Probe } from '../kernel/probe.ts';
import type { Command, CommandResult } from '../base/run.ts';
import type { MachineKind } from './kind.ts';

/** A program that serves as a person's shell on a machine; a terminal runs it on a pty. */
export interface ShellSpec {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** A file or folder as a check sees it: of a file its first 64 KiB. */
export interface FileFacts {
  readonly text: string;
  readonly mode: number;
  readonly kind: 'file' | 'folder' | 'other';
}

/** A running bash on a terminal of its own; disposing hangs up, which ends what was started at it. */
export interface Terminal extends AsyncDisposable {
  /** What is typed, and what stands on the screen. It ends with the shell. */
  readonly stream: Duplex;
  /** Ends the shell alone: what it started in the background runs on. On this computer nothing is left behind. */
  leave(): Promise<void>;
}

/** A running Linux kernel on which a lab's commands run. */
export interface Machine extends AsyncDisposable {
  /** `host`, `workbench`, or the name of a guest. */
  readonly id: string;
  readonly kind: MachineKind;
  readonly title: string;
  /** The learner's working folder, as a path of that machine. */
  readonly folder: string;
  /** Reads its kernel; undefined where that is the engine's, whose probe is the session's. */
  readonly probe?: Probe;
  /** The process that stands for it where its kernel is not its own: the first one of a workbench, by the engine's kernel. */
  readonly firstPid?: number;
  /** Runs one program there. Rejects only when `signal` aborts or the machine is gone. */
  run(command: Command, signal: AbortSignal): Promise<CommandResult>;
  /**
   * A file by its path in the learner's working folder; on a guest or workbench an absolute path too. Undefined when
   * there is none; rejects where the host's own files would be read, also through a link.
   */
  file(path: string, signal: AbortSignal): Promise<FileFacts | undefined>;
  /** The program of this computer that serves as the learner's shell there, in the lab's working folder. */
  shell(): ShellSpec;
  /**
   * Opens a terminal with a bash of Isolab's own in the working folder, which reads this startup file first. On this
   * computer `env` is added to its environment.
   */
  openTerminal(
    startup: string,
    env: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<Terminal>;
}
