import { styleText } from 'node:util';

/** Where a command writes: answers to standard output, everything else to standard error. */
export interface Output {
  readonly isJson: boolean;
  /** Standard output can be painted: a terminal, and nobody asked for none. */
  readonly hasColor: boolean;
  /** How wide the terminal is to which notes go, if it is one. */
  readonly columns: number | undefined;
  /** The one JSON document of a command; written only when JSON was asked for. */
  json(document: unknown): void;
  /** A line of the answer for a person; left out when JSON was asked for. */
  line(text: string): void;
  /** What is going on, or went wrong: for a person, beside the answer. */
  note(text: string): void;
  /** News for a person in whose shell it is told: in place of the line that the shell has begun. */
  news(text: string): void;
  paint(color: 'green' | 'red' | 'yellow' | 'dim' | 'bold', text: string): string;
}

/** Output to this process's streams. */
export function openOutput(isJson: boolean, env: NodeJS.ProcessEnv): Output {
  // https://no-color.org: any value that is not empty.
  const hasColor = process.stdout.isTTY && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  return {
    isJson,
    hasColor,
    get columns() {
      return process.stderr.isTTY ? process.stderr.columns : undefined;
    },
    json: (document) => {
      if (isJson) process.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
    },
    line: (text) => {
      if (!isJson) process.stdout.write(`${text}\n`);
    },
    note: (text) => {
      process.stderr.write(`${text}\n`);
    },
    news: (text) => {
      // Erase in line (ECMA-48, EL).
      process.stderr.write(`\r${process.stderr.isTTY ? '\x1b[K' : ''}${text}\n`);
    },
    paint: (color, text) => (hasColor ? styleText(color, text, { validateStream: false }) : text),
  };
}
