import { t } from '../../../extension/core/base/l10n.ts';
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

/** When an entry happened, to a tenth of a millisecond, or to a millisecond where it took seconds. */
export const atText = (ms: number): string =>
  ms < 1000 ? t('{0} ms', ms.toFixed(1)) : t('{0} s', (ms / 1000).toFixed(3));

/** The IDs of containers and images as `docker ps` shows them. */
export const shortIds = (text: string): string =>
  text.replace(/\b([0-9a-f]{12})[0-9a-f]{52}\b/g, '$1');

const argsText = (args: Readonly<Record<string, string>>): string =>
  Object.values(args)
    .filter((value) => !/^(0x[0-9a-f]+|0)$/.test(value))
    .map(shortIds)
    .join(' ');
