import * as z from 'zod';
import { t } from '../../base/l10n.ts';
import { quote } from '../../base/quote.ts';
import type { ApiEntry } from '../../recorder/recording.ts';
import { describeComparison, holds, wantedNumber } from '../comparison.ts';
import { describeText, matchesText, textMatch, type TextMatch } from '../text.ts';
import { plain } from '../units.ts';
import { containerDetail, containerField, textDetail, type IdsOf } from './details.ts';
import { partsOf } from './parts.ts';
import type { Detail, Wanted } from './wanted.ts';

export const callSchema = z
  .strictObject({
    method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'DELETE']).optional(),
    path: textMatch
      .optional()
      .describe(
        'Without the API version; * stands for a name or an ID: /containers/create, /containers/*/start.',
      ),
    status: wantedNumber
      .optional()
      .describe(
        'What was answered: 201, { atLeast: 400 }; an answer at all unless said otherwise.',
      ),
    query: z
      .record(z.string(), textMatch)
      .optional()
      .describe('Parameters of the address: { name: web }.'),
    body: z
      .record(z.string(), z.unknown())
      .optional()
      .describe(
        'What was sent with it, as far as it matters: { Image: busybox, HostConfig: { Memory: 67108864 } }.',
      ),
    container: containerField,
  })
  .describe('A call of the Docker Engine API.');

/** A call that is wanted: by method and path, then the rest. */
export function wantedCall(spec: z.infer<typeof callSchema>, idsOf: IdsOf): Wanted<ApiEntry> {
  const { method, path } = spec;
  const pattern = path === undefined ? undefined : pathPattern(path);
  return {
    lane: 'api',
    name: nameOf(method, path),
    did: (what) => t('made the API call {0}', what),
    didNot: (what) => t('made no API call {0}', what),
    nameOf: (entry) => `${entry.method} ${entry.path}`,
    isNamed: (entry) =>
      (method === undefined || entry.method === method) &&
      (pattern === undefined || matchesText(entry.path, pattern)),
    details: [
      statusDetail(spec.status),
      ...Object.entries(spec.query ?? {}).flatMap(([name, wanted]) =>
        textDetail<ApiEntry>(quote(name), wanted, ({ query }) => query[name]),
      ),
      ...partsOf(spec.body ?? {}),
      ...containerDetail<ApiEntry>(spec.container, idsOf),
    ],
  };
}

function nameOf(method: string | undefined, path: TextMatch | undefined): string {
  if (path === undefined) return method === undefined ? '' : quote(method);
  if (typeof path === 'string') return quote([method ?? '', path].join(' ').trim());
  return [method === undefined ? [] : quote(method), describeText(path)].flat().join(' ');
}

/** A star stands for a name or an ID; an image's name has slashes. */
function pathPattern(path: TextMatch): TextMatch {
  if (typeof path !== 'string' || !path.includes('*')) return path;
  const escaped = path.replace(/[$()+.?[\\\]^{|}]/gu, String.raw`\$&`).replaceAll('*', '.+');
  return { matches: `^${escaped}$` };
}

function statusDetail(wanted: z.infer<typeof wantedNumber> | undefined): Detail<ApiEntry> {
  const see: Detail<ApiEntry>['see'] = ({ status }) =>
    status === undefined
      ? { found: t('not answered'), holds: false }
      : {
          found: t('status {0}', status),
          holds: wanted === undefined || holds(status, wanted, plain),
        };
  if (wanted === undefined) return { see };
  return { wanted: t('status {0}', describeComparison(wanted, plain)), see };
}
