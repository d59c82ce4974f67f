import { shortIds } from '../../../extension/core/base/shortIds.ts';
import type { Entry } from '../../../extension/core/recorder/recording.ts';

/** An entry on one line: what it is, what belongs to it, and what came of it. */
export interface Label {
  readonly head: string;
  readonly rest: string;
  readonly result: string;
  readonly isBad: boolean;
}

export function labelOf(entry: Entry): Label {
  switch (entry.lane) {
    case 'api': {
      const { method, path, query, status } = entry;
      return {
        head: `${method} ${shortIds(path)}`,
        rest: Object.entries(query)
          .map(([name, value]) => `${name}=${shortIds(value)}`)
          .join(' '),
        result: status === undefined ? '…' : String(status),
        isBad: status !== undefined && status >= 400,
      };
    }
    case 'programs':
      return {
        head: entry.name,
        rest: shortIds(entry.args?.slice(1).join(' ') ?? entry.path),
        result: '',
        isBad: false,
      };
    case 'kernel':
      return {
        head: entry.call,
        rest: entry.flags.length > 0 ? entry.flags.join('|') : argsText(entry.args),
        result: entry.error ?? '',
        isBad: entry.error !== undefined,
      };
    case 'changes':
      return { head: entry.sentence, rest: '', result: '', isBad: false };
  }
}

/** The same as one text, to be searched and spoken. */
export function textOf(entry: Entry): string {
  const { head, rest, result } = labelOf(entry);
  const folded = entry.lane === 'kernel' && entry.folded !== undefined ? `×${entry.folded}` : '';
  return [head, folded, rest, result].filter((part) => part !== '').join(' ');
}

const argsText = (args: Readonly<Record<string, string>>): string =>
  Object.values(args)
    .filter((value) => !/^(0|NULL|0x[0-9a-f]+)$/.test(value))
    .map(shortIds)
    .join(' ');
