import type { TapeEvent } from '../../kernel/tape/tapeEvent.ts';
import { redactArgs } from '../../base/redact.ts';
import type { KernelEntry, ProgramEntry } from '../recording.ts';
import { commandTrees } from './commandTrees.ts';
import { foldRepeated, type Unnumbered } from './fold.ts';
import { kernelEntry } from './kernelEntry.ts';
import type { Scene, Span } from './scene.ts';
import { placeInTrees, type Placed } from './trees.ts';
import { tellWhose } from './whose.ts';

/** What of a tape was done by one command, or for it. */
export interface Attribution {
  /** When the first of it began: a command is told of a little late. */
  readonly beganAt: number;
  /** When what the command itself started ran. */
  readonly commands: readonly Span[];
  readonly programs: readonly Unnumbered<ProgramEntry>[];
  readonly kernel: readonly Unnumbered<KernelEntry>[];
  /** What the daemon did at that time, and nobody can tell for whom. */
  readonly unattributed: number;
  /** Lines that the kernel could not keep. */
  readonly lost: number;
  /** The processes that it was done by, and for which container. */
  readonly processes: ReadonlyMap<number, string | undefined>;
}

/** Tells what of all that happened around a command belongs to it; times are since the epoch. Pure. */
export function attribute(scene: Scene): Attribution {
  const placed = placeInTrees(scene.processes, scene.events, shellOf(scene));
  const trees = commandTrees(scene, placed);
  const beganAt = Math.min(
    scene.startedAt,
    scene.calledAt ?? Infinity,
    ...[...trees].map(({ from }) => from),
  );
  const whose = tellWhose(scene, placed, trees);
  const own: { placed: Placed; container?: string }[] = [];
  let unattributed = 0;
  for (const each of placed) {
    if (each.event.at < beganAt) continue;
    const told = whose(each);
    if (told.kind === 'unknown') unattributed++;
    if (told.kind !== 'own') continue;
    const { container } = told;
    own.push({ placed: each, ...(container === undefined ? {} : { container }) });
  }
  const ends = endsOf(scene.events);
  return {
    beganAt,
    commands: [...trees].map(({ from, to = Infinity }) => ({ from, to })),
    programs: own.flatMap((each) => programEntry(each, ends) ?? []),
    kernel: foldRepeated(
      own.flatMap(({ placed: { event }, ...rest }) => kernelEntry(event, rest) ?? []),
    ),
    unattributed,
    lost: scene.events.reduce((sum, event) => sum + (event.kind === 'lost' ? event.count : 0), 0),
    processes: processesOf(own),
  };
}

function shellOf({ place }: Scene): number | undefined {
  return place.kind === 'host' ? place.shell : undefined;
}

function processesOf(
  own: readonly { readonly placed: Placed; readonly container?: string }[],
): Attribution['processes'] {
  const processes = new Map<number, string | undefined>();
  for (const { placed, container } of own) {
    const { event, tree } = placed;
    if (tree !== undefined) processes.set(event.pid, container);
    if (event.kind === 'clone' && !event.isThread) processes.set(event.child, container);
  }
  return processes;
}

function programEntry(
  { placed: { event, by }, container }: { readonly placed: Placed; readonly container?: string },
  ends: ReadonlyMap<TapeEvent, number>,
): Unnumbered<ProgramEntry> | undefined {
  if (event.kind !== 'exec') return undefined;
  const { at, pid, name, path, args } = event;
  const end = ends.get(event);
  return {
    lane: 'programs',
    ...{ at, pid, name, path },
    ...(by === undefined || by.parentPid === 0 ? {} : { parentPid: by.parentPid }),
    ...(args === undefined ? {} : { args: redactArgs(args) }),
    ...(end === undefined ? {} : { tookMs: end - at }),
    ...(container === undefined ? {} : { container }),
  };
}

/** A program ends when its process does, or runs another. */
function endsOf(events: readonly TapeEvent[]): ReadonlyMap<TapeEvent, number> {
  const running = new Map<number, TapeEvent>();
  const ends = new Map<TapeEvent, number>();
  for (const event of events) {
    if (event.kind !== 'exec' && event.kind !== 'exit') continue;
    const before = running.get(event.pid);
    if (before !== undefined) ends.set(before, event.at);
    if (event.kind === 'exec') running.set(event.pid, event);
    else running.delete(event.pid);
  }
  return ends;
}
