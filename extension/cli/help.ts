import { t } from '../core/base/l10n.ts';
import type { CliCommand } from './command.ts';
import { table } from './table.ts';

/** All commands with what they do, and the options that each of them takes. */
export function overview(commands: readonly CliCommand[]): string {
  return [
    t('Usage: isolab <command> [options]'),
    '',
    table(commands.map(({ usage, summary }) => [`  ${usage}`, summary])),
    '',
    commonOptions(),
  ].join('\n');
}

/** What one command does, its own options and those of all. */
export function helpOf({ usage, summary, help }: CliCommand): string {
  const own = Object.entries(help).map(([option, text]) => [`  ${option}`, text]);
  return [
    t('Usage: isolab {0}', usage),
    '',
    summary,
    '',
    ...(own.length === 0 ? [] : [table(own), '']),
    commonOptions(),
  ].join('\n');
}

function commonOptions(): string {
  return [
    table([
      ['  --json', t('answer with one JSON document')],
      ['  --engine URL', t('the engine to use, as `docker -H` takes it')],
      ['  --labs FOLDER', t('the folder of the labs')],
      ['  --data FOLDER', t('the folder in which progress is kept')],
      ['  --verbose', t('tell what is going on')],
      ['  --help', t('this')],
    ]),
    '',
    t(
      'Exit codes: 0 done or passed, 1 not passed yet, 2 wrong usage, 3 unable to look or act, 130 cancelled.',
    ),
  ].join('\n');
}
