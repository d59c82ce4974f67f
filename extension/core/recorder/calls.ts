import * as z from 'zod';
import type { HeardCall } from '../engine/relay/recordedCall.ts';
import type { Unnumbered } from './attribution/fold.ts';
import type { Window } from './attribution/scene.ts';
import type { ApiEntry } from './recording.ts';

/** What a call says about containers, by the names that the client used. */
export interface Named {
  /** The container that it does something with: a name, an ID or the beginning of one. */
  readonly container?: string;
  /** The ID of the program in a container that it is about. */
  readonly exec?: string;
}

const withRan = z.object({ ran: z.array(z.string()) });
const withContainer = z.object({ Container: z.string() });
const withId = z.object({ Id: z.string() });

/** Which container or program in one a call is about; nothing for a call that only asks. */
export function namedBy({ method, path, query, request, created }: HeardCall): Named {
  const words = path
    .replace(/^\/libpod/, '')
    .split('/')
    .map(decode);
  const [, kind, name = '', verb = ''] = words;
  if (path === '/build') return {};
  const made = created.find((each) => each.kind === 'container');
  if (made !== undefined) return { container: made.id };
  if (kind === 'exec') return { exec: name };
  if (kind === 'networks') {
    const container = withContainer.safeParse(request).data?.Container;
    return container === undefined ? {} : { container };
  }
  if (path === '/commit') return query['container'] ? { container: query['container'] } : {};
  if (kind !== 'containers' || name === 'create' || name === 'prune' || name === '') return {};
  return changes(method, verb) ? { container: name } : {};
}

/** The containers in which a build ran its steps, by the beginnings of their IDs. */
export function ranBy({ path, answer }: HeardCall): readonly string[] {
  return path === '/build' ? (withRan.safeParse(answer).data?.ran ?? []) : [];
}

/** The ID of the program that a call is about to run in a container. */
export function execMadeBy({ path, answer }: HeardCall): string | undefined {
  return /\/containers\/[^/]+\/exec$/.test(path) ? withId.safeParse(answer).data?.Id : undefined;
}

/** True for a call that the daemon has more to do for than to look something up. */
export function isWork({ method, path }: HeardCall): boolean {
  const verb = path.slice(path.lastIndexOf('/') + 1);
  return changes(method, verb) && !waits.has(verb);
}

/** The time in which the daemon worked for a call. */
export function windowOf(call: HeardCall, container: string | undefined, now: number): Window {
  const to = call.endedAt ?? call.answeredAt ?? now;
  return { from: call.at, to, ...(container === undefined ? {} : { container }) };
}

/** Whether a call that changes something names an object, by its ID or name. */
export function speaksOf(call: HeardCall, names: readonly string[]): boolean {
  const { method, path, query, request, created } = call;
  if (method === 'GET' || method === 'HEAD') return false;
  const text = [path.split('/').map(decode).join('/'), JSON.stringify([query, request, created])];
  return names.some((name) => name !== '' && text.some((each) => each.includes(name)));
}

/** A call as an entry; its time is since the epoch. */
export function apiEntry(call: HeardCall, container: string | undefined): Unnumbered<ApiEntry> {
  const { at, endedAt, method, path, query, status, request, answer, upgrade, created, note } =
    call;
  return {
    lane: 'api',
    ...{ at, method, path, query, created },
    sentBytes: call.sentBytes,
    receivedBytes: call.receivedBytes,
    ...(endedAt === undefined ? {} : { tookMs: Math.max(endedAt - at, 0) }),
    ...(status === undefined ? {} : { status }),
    ...(request === undefined ? {} : { request }),
    ...(answer === undefined ? {} : { answer }),
    ...(upgrade === undefined ? {} : { upgrade }),
    ...(note === undefined ? {} : { note }),
    ...(container === undefined ? {} : { container }),
  };
}

/** To copy out of a container mounts it. */
function changes(method: string, verb: string): boolean {
  return (method !== 'GET' && method !== 'HEAD') || verb === 'archive' || verb === 'export';
}

/** They last as long as the container: the daemon works at its end, which is told by events. */
const waits = new Set(['wait', 'attach', 'resize']);

function decode(word: string): string {
  try {
    return decodeURIComponent(word);
  } catch {
    return word;
  }
}
