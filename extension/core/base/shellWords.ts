/** A word of a command line: where it stands, and what the shell makes of it. */
export interface ShellWord {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** "|", "&&", ";" and the like, which end a command, or "<<<", after which its input stands. */
  readonly isOperator: boolean;
}

/**
 * The words of a line for a shell (POSIX.1, "Token Recognition"), without any expansion. A quote that is not closed
 * reaches to the end of the line.
 */
export function splitShellWords(line: string): readonly ShellWord[] {
  const words: ShellWord[] = [];
  for (const match of line.matchAll(token)) {
    const [raw] = match;
    if (/^(?:\s|\\\r?\n)+$/.test(raw) && raw !== '\n') continue;
    const { index: start } = match;
    const isOperator = /^(?:[|&;()\n]|<<<)/.test(raw);
    const text = isOperator ? raw : raw.replaceAll(part, (...found) => unquote(found));
    words.push({ start, end: start + raw.length, text, isOperator });
  }
  return words;
}

const single = String.raw`'[^']*(?:'|$)`;
const double = String.raw`"(?:\\[^]|[^"\\])*(?:"|\\?$)`;
const escaped = String.raw`\\(?:[^]|$)`;
const blank = String.raw`(?:[^\S\n]|\\\r?\n)+`;
const token = new RegExp(
  String.raw`\n|${blank}|\|\|?|&&?|;|\(|\)|<<<|(?:${single}|${double}|${escaped}|(?!<<<)[^\s|&;()'"\\])+`,
  'g',
);
const part = new RegExp(`(${single})|(${double})|(${escaped})`, 'g');

function unquote([, inSingle, inDouble, escape]: readonly string[]): string {
  if (inSingle !== undefined) return inSingle.slice(1).replace(/'$/, '');
  if (escape !== undefined) return escape.slice(1);
  // Within double quotes a backslash is itself, but for these.
  return (inDouble ?? '')
    .slice(1)
    .replace(/"$/, '')
    .replaceAll(/\\(["\\$`\n])/g, '$1');
}
