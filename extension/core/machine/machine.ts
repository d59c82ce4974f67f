import type { Command, CommandResult } from '../base/run.ts';

/** A program that serves as a person's shell on a machine; a terminal runs it on a pty. */
export interface ShellSpec {
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/** A running Linux kernel on which a lab's commands run. */
export interface Machine extends AsyncDisposable {
  readonly id: string;
  readonly kind: 'host' | 'workbench' | 'guest';
  readonly title: string;
  /** Runs one program there. Rejects only when `signal` aborts or the machine is gone. */
  run(command: Command, signal: AbortSignal): Promise<CommandResult>;
  /** Opens a shell for the learner, in the lab's working folder. */
  shell(): ShellSpec;
}
