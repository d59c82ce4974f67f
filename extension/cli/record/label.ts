import { t } from '../../core/base/l10n.ts';
import { printable } from '../../core/base/quote.ts';
import { shortIds } from '../../core/base/shortIds.ts';
import type { Entry } from '../../core/recorder/recording.ts';

/** The process that an entry is of. */
export function pidOf(entry: Entry): string {
  return entry.lane === 'programs' || entry.lane === 'kernel' ? String(entry.pid) : '';
}

/** An entry on one line, without when it was and of which process. */
export function labelOf(entry: Entry): string {
  return printable(shortIds(partsOf(entry).filter(Boolean).join(' ')));
}

function partsOf(entry: Entry): readonly string[] {
  switch (entry.lane) {
    case 'api': {
      const { method, path, query, status, created, upgrade = '', note = '' } = entry;
      const answer = status === undefined ? t('no answer') : String(status);
      return [
        method,
        path + (Object.keys(query).length === 0 ? '' : `?${new URLSearchParams(query).toString()}`),
        `→ ${answer}`,
        upgrade,
        ...created.map(({ kind, name, id }) => `+ ${kind} ${name === '' ? id : name}`),
        note === '' ? '' : `(${note})`,
      ];
    }
    case 'programs':
      return [entry.name, entry.args?.slice(1).join(' ') ?? entry.path];
    case 'kernel': {
      const { name, call, flags, args, error = '', folded } = entry;
      return [
        `${name}:`,
        call,
        flags.length > 0 ? flags.join('|') : argumentsOf(args),
        error === '' ? '' : `= ${error}`,
        folded === undefined ? '' : `×${folded}`,
      ];
    }
    case 'changes':
      return [entry.sentence, entry.isTied ? '' : t('(perhaps by others)')];
  }
}

/** What says nothing without its name is left out. */
function argumentsOf(args: Readonly<Record<string, string>>): string {
  return Object.values(args)
    .filter((value) => !/^(0|NULL|0x[0-9a-f]+)$/.test(value))
    .join(' ');
}
