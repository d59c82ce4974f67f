import type { Event } from '../base/event.ts';
import type { Command, CommandResult } from '../base/run.ts';

/** QEMU's monitor, as far as what QEMU is told to do goes through it. */
export interface Monitor {
  /** Runs one QMP command and gives what it returns; rejects with QEMU's own words. */
  execute(command: string, args: object, signal: AbortSignal): Promise<unknown>;
  readonly onDidHappen: Event<{
    /** QMP's own name: JOB_STATUS_CHANGE. */
    readonly name: string;
    readonly data: Readonly<Record<string, unknown>>;
  }>;
}

/** A guest in which commands can be run. */
export interface GuestShell {
  run(command: Command, signal: AbortSignal): Promise<CommandResult>;
}
