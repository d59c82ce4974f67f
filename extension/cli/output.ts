import { styleText } from 'node:util';

/** Where a command writes: answers to standard output, everything else to standard error. */
export interface Output {
  readonly isJson: boolean;
  /** Standard output can be painted: a terminal, and nobody asked for none. */
  readonly hasColor: boolean;
  /** The one JSON document of a command; written only when JSON was asked for. */
  json(document: unknown): void;
  /** A line of the answer for a person; left out when JSON was asked for. */
  line(text: string): void;
  /** What is going on, or went wrong: for a person, beside the answer. */
  note(text: string): void;
  paint(color: 'green' | 'red' | 'yellow' | 'dim' | 'bold', text: string): string;
}

/** Output to this process's streams. */
export function openOutput(isJson: boolean, env: NodeJS.ProcessEnv): Output {
  // https://no-color.org: any value that is not empty.
  const hasColor = process.stdout.isTTY && !env['NO_COLOR'] && env['TERM'] !== 'dumb';
  return {
    isJson,
    hasColor,
    json: (document) => {
      if (isJson) process.stdout.write(`${JSON.stringify(document, undefined, 2)}\n`);
    },
    line: (text) => {
      if (!isJson) process.stdout.write(`${text}\n`);
    },
    note: (text) => {
      process.stderr.write(`${text}\n`);
    },
    paint: (color, text) => (hasColor ? styleText(color, text, { validateStream: false }) : text),
  };
}
