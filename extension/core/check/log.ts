import * as z from 'zod';
import { t } from '../base/l10n.ts';
import { describeComparison, holds, wantedNumber } from './comparison.ts';
import type { CheckKind } from './kind.ts';
import { quote, seeCommand } from '../base/quote.ts';
import { verdict } from './rule.ts';
import { describeText, countMatching, patternSchema, type TextMatch } from './text.ts';
import { plain } from './units.ts';
import type { Verdict } from './verdict.ts';

const maxLines = 10_000;

const schema = z
  .strictObject({
    container: z.string().min(1).describe('The name of the container.'),
    contains: z.string().min(1).optional().describe('A line holds this text.'),
    matches: patternSchema.optional().describe('A line matches this regular expression.'),
    count: wantedNumber.optional().describe('How many lines do; at least 1 unless said otherwise.'),
  })
  .refine(({ contains, matches }) => contains !== undefined || matches !== undefined, {
    error: () => t('Give at least one of contains, matches.'),
  })
  .describe('Lines that a container has written, while it runs or after it has ended.');

type LogSpec = z.infer<typeof schema>;

/** Whether a container has written a line. */
export const log: CheckKind<LogSpec> = {
  schema,
  async evaluate({ container, contains, matches, count }, world): Promise<Verdict> {
    const subject = quote(container);
    const wanted: TextMatch = { contains, matches };
    const words = describeText(wanted);
    const expected =
      count === undefined
        ? t('{0} has written a line {1}', subject, words)
        : t('{0} has written lines {1}: {2}', subject, words, describeComparison(count, plain));
    if ((await world.container(container)) === undefined) {
      return verdict('failed', expected, t('There is no container named {0}.', subject), {
        see: 'docker ps -a',
      });
    }
    const text = await world.containerLog(container);
    const lines = text
      .split(/\r?\n/u)
      .filter((line) => line !== '')
      .slice(-maxLines);
    const found = countMatching(lines, wanted);
    const last = lines.at(-1);
    const observed =
      last === undefined
        ? t('{0} has written nothing.', subject)
        : t(
            'Of the lines of {0}, {1} of {2} fit; the last one is {3}.',
            subject,
            found,
            lines.length,
            quote(last),
          );
    return verdict(
      holds(found, count ?? { atLeast: 1 }, plain) ? 'passed' : 'failed',
      expected,
      observed,
      {
        see: seeCommand('docker', 'logs', container),
        focus: `container:${container}`,
      },
    );
  },
};
