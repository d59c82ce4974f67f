import type { Attribution } from './attribution/attribute.ts';
import type { Unnumbered } from './attribution/fold.ts';
import {
  recordingVersion,
  type ApiEntry,
  type ChangeEntry,
  type Entry,
  type Lane,
  type LaneState,
  type Recording,
} from './recording.ts';

/** More is counted, not kept. */
const mostEntries = 10_000;

/** What a recording is made of; times are since the epoch. */
export interface Material {
  readonly head: Omit<Recording, 'v' | 'lanes' | 'entries' | 'unattributed'>;
  readonly lanes: Readonly<Record<Lane, LaneState>>;
  readonly calls: readonly Unnumbered<ApiEntry>[];
  readonly attribution: Attribution | undefined;
  readonly changes: readonly Unnumbered<ChangeEntry>[];
}

/** One timeline of all lanes: in the order of time, numbered, and bounded. Pure. */
export function compose({ head, lanes: states, calls, attribution, changes }: Material): Recording {
  const { programs = [], kernel = [], unattributed = 0 } = attribution ?? {};
  const all = [...calls, ...programs, ...kernel, ...changes].sort((a, b) => a.at - b.at);
  const kept = all.slice(0, mostEntries);
  const lost = new Map<Lane, number>();
  for (const { lane } of all.slice(mostEntries)) lost.set(lane, (lost.get(lane) ?? 0) + 1);
  const startedAt = Math.min(head.startedAt, kept[0]?.at ?? Infinity);
  return {
    v: recordingVersion,
    ...head,
    startedAt,
    lanes: withLost(states, lost),
    entries: kept.map((entry, index): Entry => ({
      ...entry,
      ...fromStart(entry, startedAt),
      id: index + 1,
    })),
    unattributed,
  };
}

/** Thousandths of a millisecond are more than anybody can know. */
function fromStart(entry: Unnumbered<Entry>, startedAt: number): Pick<Entry, 'at'> {
  const since = (at: number): number => Math.round((at - startedAt) * 1000) / 1000;
  const { at, tookMs } = entry;
  const inside =
    'inside' in entry ? entry.inside?.map((one) => ({ ...one, at: since(one.at) })) : undefined;
  return {
    at: since(at),
    ...(tookMs === undefined ? {} : { tookMs: Math.round(tookMs * 1000) / 1000 }),
    ...(inside === undefined ? {} : { inside }),
  };
}

function withLost(states: Material['lanes'], lost: ReadonlyMap<Lane, number>): Recording['lanes'] {
  const more = (lane: Lane): LaneState => ({
    ...states[lane],
    lost: states[lane].lost + (lost.get(lane) ?? 0),
  });
  return {
    api: more('api'),
    programs: more('programs'),
    kernel: more('kernel'),
    changes: more('changes'),
  };
}
