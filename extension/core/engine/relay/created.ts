import { familiarName } from '../parse/familiarName.ts';
import type { Exchange } from './exchange.ts';
import type { Created } from './recordedCall.ts';

/** What an exchange made on the engine; nothing for one that failed, or that found what it wanted there already. */
export function findCreated(exchange: Exchange): readonly Created[] {
  const { method, path, status } = exchange;
  if (method !== 'POST' || status < 200 || status > 299) return [];
  const answer = parseObject(exchange.answerBody);
  switch (path) {
    case '/containers/create':
      return withId('container', answer['Id'], exchange.query.get('name') ?? '');
    case '/networks/create':
      return withId('network', answer['Id'], nameIn(exchange.requestBody));
    case '/volumes/create':
      return findVolume(exchange, answer);
    case '/commit':
      return withId('image', answer['Id'], imageName(exchange.query.get('repo'), exchange));
    case '/build':
      return findBuilt(exchange);
    case '/images/create':
      return findFetched(exchange);
    case '/images/load':
      return findLoaded(exchange.answerBody);
    default:
      return /^\/images\/.+\/tag$/.test(path)
        ? named(imageName(exchange.query.get('repo'), exchange))
        : [];
  }
}

/** To create a volume that is there succeeds too: only its age tells. The engine writes it in whole seconds. */
function findVolume(exchange: Exchange, answer: Record<string, unknown>): readonly Created[] {
  const name = answer['Name'];
  if (typeof name !== 'string') return [];
  const createdAt = Date.parse(String(answer['CreatedAt']));
  const tookMs = Math.max(Date.now() - exchange.at, 0);
  const isOld = exchange.answeredAt > 0 && createdAt < exchange.answeredAt - tookMs - 2000;
  return isOld ? [] : [{ kind: 'volume', id: name, name }];
}

function findBuilt({ query, answerBody }: Exchange): readonly Created[] {
  if (hasFailed(answerBody)) return [];
  const id = [...answerBody.matchAll(/"aux":\{"ID":"(sha256:[0-9a-f]{64})"/g)].at(-1)?.[1] ?? '';
  const tags = query.getAll('t').map(withTag);
  if (tags.length > 0) return tags.map((name) => ({ kind: 'image', id, name }));
  return id === '' ? [] : [{ kind: 'image', id, name: '' }];
}

/** A pull (`fromImage`) or an import (`fromSrc`). */
function findFetched(exchange: Exchange): readonly Created[] {
  const { query, answerBody } = exchange;
  if (hasFailed(answerBody) || answerBody.includes('Status: Image is up to date')) return [];
  const from = query.get('fromImage');
  if (from !== null) return named(imageName(from, exchange));
  const id = /"status":"(sha256:[0-9a-f]{64})"/.exec(answerBody)?.[1] ?? '';
  return withId('image', id, imageName(query.get('repo'), exchange));
}

function findLoaded(answerBody: string): readonly Created[] {
  return [...answerBody.matchAll(/Loaded image(?: ID|\(s\))?: (.+?)(?:\\n|")/g)].map(
    ([, loaded = '']): Created =>
      loaded.startsWith('sha256:')
        ? { kind: 'image', id: loaded, name: '' }
        : { kind: 'image', id: '', name: familiarName(loaded) },
  );
}

/** Lines of progress come with status 200, whatever happens then; a failure is one of the lines. */
function hasFailed(answerBody: string): boolean {
  return answerBody.includes('"errorDetail":') || answerBody.includes('{"error":');
}

function imageName(repository: string | null, { query }: Exchange): string {
  if (!repository) return '';
  const tag = query.get('tag');
  if (!tag) return withTag(repository);
  return familiarName(tag.startsWith('sha256:') ? `${repository}@${tag}` : `${repository}:${tag}`);
}

function withTag(reference: string): string {
  return familiarName(/:[^/]*$/.test(reference) ? reference : `${reference}:latest`);
}

function named(name: string): readonly Created[] {
  return name === '' ? [] : [{ kind: 'image', id: '', name }];
}

function withId(kind: Created['kind'], id: unknown, name: string): readonly Created[] {
  return typeof id === 'string' && id !== '' ? [{ kind, id, name }] : [];
}

function nameIn(body: string): string {
  const name = parseObject(body)['Name'];
  return typeof name === 'string' ? name : '';
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    // Whatever JSON allows in an object: every field is looked at before it is used.
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
