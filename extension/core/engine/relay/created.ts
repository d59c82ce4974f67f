import { familiarName } from '../parse/familiarName.ts';
import { solvePath, type Exchange } from './exchange.ts';
import type { Created } from './recordedCall.ts';

/** What an exchange made on the engine; nothing for one that failed, or that found what it wanted there already. */
export function findCreated(exchange: Exchange): readonly Created[] {
  const { method, path, status } = exchange;
  if (method !== 'POST' || status < 200 || status > 299) return [];
  const answer = asObject(exchange.answer);
  switch (path) {
    case '/containers/create':
      return withId('container', answer['Id'], exchange.query.get('name') ?? '');
    case '/networks/create':
      return withId('network', answer['Id'], nameIn(exchange.request));
    case '/volumes/create':
      return findVolume(exchange, answer);
    case '/services/create':
      return withId('service', answer['ID'], nameIn(exchange.request));
    // What is asked for holds the secret: it is not kept, and with it not the name.
    case '/secrets/create':
      return withId('secret', answer['ID'], '');
    case '/configs/create':
      return withId('config', answer['ID'], '');
    case '/swarm/init':
    case '/swarm/join':
      return [{ kind: 'swarm', id: '', name: 'swarm' }];
    case '/commit':
      return withId('image', answer['Id'], imageName(exchange.query.get('repo'), exchange));
    case '/build':
      return findBuilt(exchange);
    case solvePath:
      return images(String(answer['image'] ?? ''), exchange);
    case '/images/create':
      return findFetched(exchange);
    case '/images/load':
      return findLoaded(exchange);
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
  const isOld = exchange.engineTime > 0 && createdAt < exchange.engineTime - tookMs - 2000;
  return isOld ? [] : [{ kind: 'volume', id: name, name }];
}

function findBuilt(exchange: Exchange): readonly Created[] {
  const { progress } = exchange;
  if (progress === undefined) return [];
  const containers = progress.left.flatMap((id) => withId('container', id, ''));
  if (progress.error !== undefined) return containers;
  return [...images(progress.image ?? '', exchange), ...containers];
}

/** A pull (`fromImage`) or an import (`fromSrc`). */
function findFetched(exchange: Exchange): readonly Created[] {
  const { query, progress } = exchange;
  if (progress === undefined || progress.error !== undefined) return [];
  if (progress.said.some((said) => said.startsWith('Status: Image is up to date'))) return [];
  const from = query.get('fromImage');
  if (from !== null) return named(imageName(from, exchange));
  return withId('image', progress.image, imageName(query.get('repo'), exchange));
}

function findLoaded({ progress }: Exchange): readonly Created[] {
  return (progress?.loaded ?? []).map((loaded) =>
    loaded.startsWith('sha256:')
      ? { kind: 'image', id: loaded, name: '' }
      : { kind: 'image', id: '', name: familiarName(loaded) },
  );
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

/** What a build made: one image, with all its names. */
function images(id: string, { query }: Exchange): readonly Created[] {
  const tags = query.getAll('t').map(withTag);
  if (tags.length > 0) return tags.map((name) => ({ kind: 'image', id, name }));
  return withId('image', id, '');
}

function nameIn(request: unknown): string {
  const name = asObject(request)['Name'];
  return typeof name === 'string' ? name : '';
}

function asObject(value: unknown): Record<string, unknown> {
  // Whatever JSON allows in an object: every field is looked at before it is used.
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
