import type { ParseArgsConfig } from 'node:util';
import type { Context } from './context.ts';

/** What the exit code of `isolab` means. */
export const exitCodes = {
  done: 0,
  /** Asked and answered: not passed yet, or something is missing. */
  notPassed: 1,
  wrongUsage: 2,
  /** Could not look or act: no engine, a lab that is open elsewhere, a disk that is full. */
  unable: 3,
  /** Ctrl+C, as shells count it: 128 + SIGINT. */
  cancelled: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Options by their long names, as node:util's parseArgs takes them. */
export type Options = NonNullable<ParseArgsConfig['options']>;

/** What was typed after the command's name. */
export interface Arguments {
  readonly positionals: readonly string[];
  /** True where the flag was given. */
  flag(name: string): boolean;
  /** The option's text, where it was given. */
  text(name: string): string | undefined;
  /** The texts of an option that may be given several times. */
  texts(name: string): readonly string[];
}

/** One command of `isolab`. */
export interface CliCommand {
  readonly name: string;
  /** "start <lab>": what stands after `isolab`. */
  readonly usage: string;
  readonly summary: string;
  /** Its own options beside those of all commands, and what each does. */
  readonly options: Options;
  readonly help: Readonly<Record<string, string>>;
  /** How many positionals it takes. */
  readonly arity: { readonly min: number; readonly max: number };
  /** Gives one of `exitCodes`, or the exit code of a command that it ran for the learner. */
  run(args: Arguments, context: Context, signal: AbortSignal): Promise<number>;
}
