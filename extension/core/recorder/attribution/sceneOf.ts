import type { EngineEvent } from '../../engine/facts.ts';
import type { HeardCall } from '../../engine/relay/recordedCall.ts';
import { execMadeBy, isWork, windowOf } from '../calls.ts';
import type { Scene, Span, Window } from './scene.ts';

/** An event of the engine, and when it came here: its clock may be another machine's. */
export interface HeardEvent {
  readonly at: number;
  readonly event: EngineEvent;
}

/** A call, and the ID of the container that it is about. */
export interface NamedCall {
  readonly call: HeardCall;
  readonly container: string | undefined;
}

/** What was heard around one command, beside the tape. */
export interface Heard {
  readonly calls: readonly NamedCall[];
  readonly happened: readonly HeardEvent[];
  /** Calls that have no end yet last until then. */
  readonly now: number;
}

/** How long the daemon clears up before and after it says that a container has ended. */
const endingMs = 500;
/** It works for seconds before it says that something was made. */
const makingMs = 3_000;

/** What calls and events of the engine say about who did what. Pure. */
export function sceneOf(
  base: Omit<Scene, 'containers' | 'execs' | 'windows' | 'foreign'>,
  { calls, happened, now }: Heard,
): Scene {
  const containers = new Set(calls.flatMap(({ container }) => container ?? []));
  const execs = new Set(calls.flatMap(({ call }) => execMadeBy(call) ?? []));
  return {
    ...base,
    containers,
    execs,
    windows: [...windowsOfCalls(calls, now), ...windowsOfEnds(happened, containers)].sort(
      (a, b) => a.from - b.from,
    ),
    foreign: foreignSpans(happened, containers, execs),
  };
}

function windowsOfCalls(calls: readonly NamedCall[], now: number): readonly Window[] {
  return calls
    .filter(({ call }) => isWork(call))
    .map(({ call, container }) => windowOf(call, container, now));
}

/** The daemon works also when a container ends. */
function windowsOfEnds(
  happened: readonly HeardEvent[],
  containers: ReadonlySet<string>,
): readonly Window[] {
  return happened
    .filter(({ event }) => event.action === 'die' && containers.has(event.id))
    .map(({ at, event: { id } }) => {
      const gone = happened.find(
        ({ at: then, event }) => then >= at && event.id === id && event.action === 'destroy',
      );
      return { from: at - endingMs, to: (gone?.at ?? at) + endingMs, container: id };
    });
}

/** When the daemon was busy with what no call of this command is about. */
function foreignSpans(
  happened: readonly HeardEvent[],
  containers: ReadonlySet<string>,
  execs: ReadonlySet<string>,
): readonly Span[] {
  return happened
    .filter(({ event }) => !isOwn(event, containers, execs))
    .map(({ at }) => ({ from: at - makingMs, to: at + endingMs }));
}

function isOwn(
  { type, action, id, attributes }: EngineEvent,
  containers: ReadonlySet<string>,
  execs: ReadonlySet<string>,
): boolean {
  switch (type) {
    case 'container':
      if (!containers.has(id)) return false;
      return !action.startsWith('exec_') || execs.has(attributes['execID'] ?? '');
    case 'network':
      return containers.has(attributes['container'] ?? '');
    case 'image':
    case 'volume':
    case 'daemon':
    case 'other':
      return true;
  }
}
