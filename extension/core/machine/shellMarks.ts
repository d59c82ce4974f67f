/** What a shell says of the commands typed at it, by the marks that VS Code's shell integration has (OSC 633). */
export type ShellMark =
  | { readonly kind: 'started'; readonly line: string }
  /** Without a number where nothing was run: an empty line. */
  | { readonly kind: 'ended'; readonly exitCode?: number };

/** A mark may come in pieces; a longer one is none. */
const longestMark = 16 * 1024;

/** Finds the marks in what a terminal shows; they may begin in one piece of it and end in another. */
export class ShellMarks {
  #rest = '';
  /** E tells the line, and C after it that its command begins. */
  #line: string | undefined;

  read(chunk: Buffer): readonly ShellMark[] {
    // Byte by byte: a character may come in pieces as well.
    const text = this.#rest + chunk.toString('latin1');
    const marks: ShellMark[] = [];
    let end = 0;
    for (const match of text.matchAll(markPattern)) {
      end = match.index + match[0].length;
      const [, letter, value] = match;
      if (letter === 'E') this.#line = unescape(value ?? '');
      else if (letter === 'C') marks.push({ kind: 'started', line: this.#line ?? '' });
      else marks.push(ended(value));
    }
    const begun = text.indexOf(begin, end);
    const start = begun === -1 ? text.length - partOfBegin(text) : begun;
    this.#rest = text.length - start > longestMark ? '' : text.slice(Math.max(start, end));
    return marks;
  }
}

const begin = '\x1b]633;';
const markPattern = /\x1b\]633;([ECD])(?:;([^\x07\x1b]*))?(?:\x07|\x1b\\)/g;

function ended(value: string | undefined): ShellMark {
  const exitCode = /^\d+/.exec(value ?? '');
  return exitCode === null ? { kind: 'ended' } : { kind: 'ended', exitCode: Number(exitCode[0]) };
}

/** What may break a mark stands in it as \xHH, and a backslash twice. */
function unescape(value: string): string {
  const bytes = value.replace(/\\(?:\\|x([0-9a-f]{2}))/gi, (_, hex: string | undefined) =>
    hex === undefined ? '\\' : String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return Buffer.from(bytes, 'latin1').toString();
}

/** How many characters at the end of the text may be the beginning of a mark. */
function partOfBegin(text: string): number {
  for (let length = Math.min(begin.length - 1, text.length); length > 0; length--) {
    if (text.endsWith(begin.slice(0, length))) return length;
  }
  return 0;
}
