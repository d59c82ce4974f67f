import { t } from '../../base/l10n.ts';
import { decodeBytes, type Bytes } from '../bytes.ts';
import type { Unreadable } from '../reader.ts';

/** What one operation of the helper gave. */
export interface Answer {
  readonly written: Bytes;
  readonly complaints: Bytes;
}

/** Takes the texts of files apart, from what `tail -v` wrote: a line with the path, then the file as it is. */
export function parseTexts(
  answer: Answer,
  prefix: string,
  paths: readonly string[],
): readonly (Bytes | Unreadable)[] {
  const { written } = answer;
  const why = parseComplaints(answer.complaints, prefix);
  const next = `==> ${prefix}`;
  let position = 0;
  return paths.map((path) => {
    const head = `${next}${encode(path)} <==\n`;
    if (!written.startsWith(head, position)) return why(path);
    const start = position + head.length;
    const following = written.indexOf(next, start);
    position = following < 0 ? written.length : following;
    return written.slice(
      start,
      following > 0 && written[position - 1] === '\n' ? -1 + position : position,
    );
  });
}

/** Takes the targets of links apart, from what `stat -c %N` wrote: 'PATH' -> 'TARGET'. */
export function parseLinks(
  answer: Answer,
  prefix: string,
  paths: readonly string[],
): readonly (string | Unreadable)[] {
  const { written } = answer;
  const why = parseComplaints(answer.complaints, prefix);
  const next = `'${prefix}`;
  let position = Math.max(0, written.indexOf(next));
  return paths.map((path) => {
    const name = `${next}${encode(path)}'`;
    if (!written.startsWith(name, position)) return why(path);
    const start = position + name.length;
    const following = written.indexOf(next, start);
    position = following < 0 ? written.length : following;
    const target = /^ -> '(.*)'\n+$/s.exec(written.slice(start, position))?.[1];
    // Without the right to look, stat(1) of some versions writes the name alone.
    return target === undefined ? why(path) : decodeBytes(target);
  });
}

/** Sorts the paths that `find -print0` wrote by the folder that they are in. */
export function parseNames(
  { written }: Answer,
  prefix: string,
  folders: readonly string[],
): readonly (readonly string[])[] {
  const byFolder = new Map<string, string[]>(folders.map((folder) => [folder, []]));
  for (const path of parsePaths(written, prefix)) {
    const slash = path.lastIndexOf('/');
    byFolder.get(path.slice(0, slash))?.push(path.slice(slash + 1));
  }
  return folders.map((folder) => byFolder.get(folder) ?? []);
}

/** The paths that `find -print0` wrote, as they are on the machine. */
export function parsePaths(written: Bytes, prefix: string): readonly string[] {
  return written
    .split('\0')
    .flatMap((path) => (path.startsWith(prefix) ? [decodeBytes(path.slice(prefix.length))] : []));
}

/** Writes a path as the bytes that come back. */
function encode(path: string): Bytes {
  return Buffer.from(path, 'utf8').toString('latin1');
}

const goneReasons = /^(No such file or directory|No such process|No such device|Not a directory)$/;

/** Finds the complaint about a path, such as `tail: can't open 'PATH': Permission denied`. */
function parseComplaints(complaints: Bytes, prefix: string): (path: string) => Unreadable {
  const reasons = new Map<string, string>();
  for (const line of complaints.split('\n')) {
    const at = line.indexOf(prefix);
    const colon = line.lastIndexOf(': ');
    if (at < 0 || colon < at) continue;
    const path = line.slice(at + prefix.length, colon).replace(/('|: cannot read link)$/, '');
    reasons.set(path, line.slice(colon + 2));
  }
  return (path) => {
    const reason = reasons.get(encode(path));
    if (reason === undefined) return { isGone: false, reason: t('{0} may not be read.', path) };
    if (goneReasons.test(reason)) return { isGone: true, reason: t('It is not there any more.') };
    return { isGone: false, reason: t('{0} may not be read ({1}).', path, reason) };
  };
}
