import * as z from 'zod';
import { t } from '../base/l10n.ts';
import { IsolabError } from '../base/errors.ts';
import type { Command, CommandResult } from '../base/run.ts';
import { describeComparison, holds, wantedNumber } from './comparison.ts';
import type { CheckKind } from './kind.ts';
import { quote } from '../base/quote.ts';
import { findPlace, placeSchema } from './place.ts';
import { expectation, judge, rule, verdict, type Rule } from './rule.ts';
import { describeText, matchesText, textMatch, type TextMatch } from './text.ts';
import { plain } from './units.ts';

/** A command as a list of words: nothing is ever joined into a shell line. */
export const argvSchema = z
  .array(z.string())
  .min(1)
  .describe('The command as a list of words: [cat, /etc/hostname]. It must change nothing.');

const schema = z
  .strictObject({
    run: argvSchema,
    in: placeSchema.optional(),
    exitCode: wantedNumber.optional().describe('Its exit code; 0 unless said otherwise.'),
    stdout: textMatch.optional().describe('What it writes.'),
    stderr: textMatch.optional().describe('What it writes to standard error.'),
  })
  .describe(
    'The result of a read-only command: the way out when no other kind fits. Its task must have advice.',
  );

type CommandSpec = z.infer<typeof schema>;

/** What a read-only command answers, on the lab's machine, in a container or in a guest. */
export const command: CheckKind<CommandSpec> = {
  schema,
  async evaluate(spec, world) {
    const [program = '', ...args] = spec.run;
    const asked: Command = { program, args, timeoutMs: 5_000 };
    const subject = quote(spec.run.join(' '));
    const rules = commandRules(spec);
    const place = await findPlace(spec.in, world);
    if (place.run === undefined) {
      return verdict('failed', expectation(subject, rules), place.missing, place);
    }
    const result = await place.run(asked);
    if (result.exitCode === undefined)
      throw commandDidNotRun(subject, firstLine(result.failure ?? ''));
    return judge(subject, rules, result, { see: place.see(...spec.run), focus: place.focus });
  },
};

function commandRules(spec: CommandSpec): readonly Rule<CommandResult>[] {
  const exitCode = spec.exitCode ?? 0;
  return [
    {
      wanted: t('ends with exit code {0}', describeComparison(exitCode, plain)),
      look: (result) => ({
        found: t('ended with exit code {0}{1}', result.exitCode ?? '', lastLine(result.stderr)),
        holds: holds(result.exitCode ?? NaN, exitCode, plain),
      }),
    },
    ...outputRule(spec.stdout, ({ stdout }) => stdout),
    ...outputRule(spec.stderr, ({ stderr }) => stderr),
  ];
}

function outputRule(
  text: TextMatch | undefined,
  read: (result: CommandResult) => string,
): readonly Rule<CommandResult>[] {
  return rule(text, (wanted) => ({
    wanted:
      typeof wanted === 'string'
        ? t('writes {0}', quote(wanted))
        : t('writes text {0}', describeText(wanted)),
    look: (result) => ({
      found:
        read(result) === '' ? t('wrote nothing') : t('wrote {0}', quote(read(result).trimEnd())),
      holds: matchesText(read(result), wanted),
    }),
  }));
}

function lastLine(stderr: string): string {
  const line = stderr.trimEnd().split('\n').at(-1) ?? '';
  return line === '' ? '' : ` (${quote(line)})`;
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}

function commandDidNotRun(what: string, failure: string): IsolabError {
  return new IsolabError(
    'command-did-not-run',
    t('{0} did not run: {1}.', what, failure),
    t('Look whether the program is installed on this machine.'),
  );
}
