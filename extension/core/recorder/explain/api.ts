import * as z from 'zod';
import { t } from '../../base/l10n.ts';
import type { ApiEntry } from '../recording.ts';
import { operations } from './operations.ts';
import type { Explanation } from './explanation.ts';

/** What a call of the Docker Engine API asks for, with the operation in its reference. */
export function explainCall(entry: ApiEntry): Explanation {
  const { method, path, status } = entry;
  if (method === '') return { sentence: entry.note ?? t('A connection that was not understood.') };
  const operation = operations.find(
    (each) => each.methods.includes(method) && each.path.test(path.replace(/^\/libpod/, '')),
  );
  const says = operation?.says(detailOf(entry)) ?? t('Asks the engine for {0} {1}.', method, path);
  const sentence = [says, refusalOf(entry)].filter(Boolean).join(' ');
  if (operation?.id === undefined) return { sentence };
  const name = t('Docker Engine API: {0}', operation.id);
  return status === undefined && entry.upgrade === undefined
    ? {
        sentence: `${sentence} ${t('No answer has been heard.')}`,
        manual: { name, url: urlOf(operation) },
      }
    : { sentence, manual: { name, url: urlOf(operation) } };
}

/** The reference of the newest API tells of all that the older ones had. */
const reference = 'https://docs.docker.com/reference/api/engine/version/v1.51/';

function urlOf({ id, tag }: { readonly id?: string; readonly tag?: string }): string {
  return `${reference}#tag/${tag}/operation/${id}`;
}

const details = z.object({
  Image: z.string().optional(),
  Cmd: z.array(z.string()).nullish(),
  Name: z.string().optional(),
});
const refusal = z.object({ message: z.string() });

/** What a sentence says of the object: its name, its image, its command. */
function detailOf({ path, query, request }: ApiEntry): string {
  const body = details.safeParse(request).data;
  if (path.endsWith('/exec')) return (body?.Cmd ?? []).join(' ');
  const named = query['fromImage'] ?? query['t'] ?? query['repo'] ?? query['name'];
  const inPath = path
    .split('/')
    .slice(2)
    .find((word) => !verbs.has(word));
  return body?.Image ?? body?.Name ?? named ?? shorten(inPath ?? '');
}

const verbs = new Set(['create', 'json', 'prune', 'get', 'load', 'search']);

function shorten(name: string): string {
  return /^(sha256:)?[0-9a-f]{64}$/.test(name) ? name.replace('sha256:', '').slice(0, 12) : name;
}

function refusalOf({ status, answer }: ApiEntry): string | undefined {
  if (status === undefined || status < 400) return undefined;
  const said = refusal.safeParse(answer).data?.message;
  return said === undefined
    ? t('The engine refused, with status {0}.', status)
    : t('The engine refused, with status {0}: {1}', status, said);
}
