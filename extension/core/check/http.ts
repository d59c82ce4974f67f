import * as z from 'zod';
import { t } from '../base/l10n.ts';
import { describeComparison, holds, wantedNumber } from './comparison.ts';
import type { CheckKind } from './kind.ts';
import { quote, seeCommand } from '../base/quote.ts';
import { expectation, judge, rule, verdict, type Rule } from './rule.ts';
import { describeText, matchesText, textMatch } from './text.ts';
import { plain } from './units.ts';
import type { HttpAnswer } from './world.ts';
import { textOfForm } from './form.ts';

type Answered = Extract<HttpAnswer, { readonly status: number }>;

const schema = z
  .strictObject({
    url: textOfForm(/^https?:\/\/[^\s]+$/u, () =>
      t('an address that begins with http: or https:'),
    ).describe('The address: http://localhost:8080/.'),
    method: z
      .enum(['GET', 'HEAD', 'OPTIONS'])
      .optional()
      .describe('GET unless said otherwise; only methods that change nothing.'),
    status: wantedNumber
      .optional()
      .describe('The status code; any below 400 unless said otherwise.'),
    body: textMatch.optional().describe('The body of the answer.'),
    headers: z
      .record(z.string(), textMatch)
      .optional()
      .describe('Headers, in lower case: name → text.'),
    absent: z.literal(true).optional().describe('Nobody answers there.'),
  })
  .describe('What a server answers.');

type HttpSpec = z.infer<typeof schema>;

/** Whether a server answers at an address, and what. */
export const http: CheckKind<HttpSpec> = {
  schema,
  async evaluate(spec, world) {
    const subject = quote(spec.url);
    const rules = httpRules(spec);
    const answer = await world.http(spec.url, spec.method ?? 'GET');
    const pointer = {
      see: seeCommand('curl', '-i', ...(spec.method === 'HEAD' ? ['-I'] : []), spec.url),
    };
    const silence = t('Nobody answers on {0}', subject);
    if ('failure' in answer) {
      const observed = t('Nobody answers on {0}: {1}', subject, answer.failure);
      return spec.absent
        ? verdict('passed', silence, observed, pointer)
        : verdict('failed', expectation(subject, rules), observed, pointer);
    }
    return spec.absent
      ? verdict(
          'failed',
          silence,
          t('{0} answers with status {1}.', subject, answer.status),
          pointer,
        )
      : judge(subject, rules, answer, pointer);
  },
};

function httpRules(spec: HttpSpec): readonly Rule<Answered>[] {
  const status = spec.status ?? { below: 400 };
  return [
    {
      wanted: t('answers with status {0}', describeComparison(status, plain)),
      look: (answer) => ({
        found: t('answers with status {0}', answer.status),
        holds: holds(answer.status, status, plain),
      }),
    },
    ...rule(spec.body, (wanted) => ({
      wanted:
        typeof wanted === 'string'
          ? t('sends {0}', quote(wanted))
          : t('sends text {0}', describeText(wanted)),
      look: ({ body }: Answered) => ({
        found: body === '' ? t('sends nothing') : t('sends {0}', quote(body.trim())),
        holds: matchesText(body, wanted),
      }),
    })),
    ...Object.entries(spec.headers ?? {}).map(([name, wanted]): Rule<Answered> => ({
      wanted: t('sends the header {0} {1}', quote(name), describeText(wanted)),
      look({ headers }) {
        const value = headers[name.toLowerCase()];
        return {
          found:
            value === undefined
              ? t('sends no header {0}', quote(name))
              : t('sends the header {0} {1}', quote(name), quote(value)),
          holds: value !== undefined && matchesText(value, wanted),
        };
      },
    })),
  ];
}
