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
  /** IDs of the containers in which builds ran their steps. */
  readonly built: readonly string[];
  readonly happened: readonly HeardEvent[];
  /** Calls that have no end yet last until then. */
  readonly now: number;
}

/** How long the daemon clears up before and after it says that a container has ended. */
const endingMs = 500;
/** It works for seconds before it says that something was made, and clears up for one after an end. */
const busy = { beforeMs: 3_000, afterMs: 1_500 };
/** It says of an image only at the end that it fetched it. */
const fetchingMs = 120_000;

/** What calls and events of the engine say about who did what. Pure. */
export function sceneOf(
  base: Omit<Scene, 'calledAt' | 'containers' | 'execs' | 'windows' | 'foreign'>,
  { calls, built, happened, now }: Heard,
): Scene {
  const containers = new Set([...built, ...calls.flatMap(({ container }) => container ?? [])]);
  const execs = new Set(calls.flatMap(({ call }) => execMadeBy(call) ?? []));
  return {
    ...base,
    ...{ containers, execs },
    calledAt: Math.min(...calls.map(({ call }) => call.at)),
    windows: [...windowsOfCalls(calls, now), ...windowsOfEnds(happened, containers)].sort(
      (a, b) => a.from - b.from,
    ),
    foreign: foreignSpans(happened, calls, containers),
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
  calls: readonly NamedCall[],
  containers: ReadonlySet<string>,
): readonly Span[] {
  const isFetching = calls.some(({ call }) => fetches.test(call.path));
  return happened.flatMap(({ at, event: { type, action, id } }) => {
    const to = at + busy.afterMs;
    const isOthers = type === 'container' && work.has(action) && !containers.has(id);
    if (isOthers) return { from: at - busy.beforeMs, to };
    const isOthersImage = type === 'image' && fetched.has(action) && !isFetching;
    return isOthersImage ? { from: at - fetchingMs, to } : [];
  });
}

/** What the daemon itself mounts and enters for; to run a program in a container is its shim's work. */
const work = new Set(['create', 'start', 'restart', 'die', 'destroy', 'export', 'commit', 'copy']);
const fetched = new Set(['pull', 'load', 'import', 'build']);
const fetches = /^\/(build|images\/(create|load)|grpc|session)$/;
