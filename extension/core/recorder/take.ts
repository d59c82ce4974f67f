import { randomUUID } from 'node:crypto';
import { t } from '../base/l10n.ts';
import { redactLine } from '../base/redact.ts';
import type { HeardCall } from '../engine/relay/recordedCall.ts';
import { attribute, type Attribution } from './attribution/attribute.ts';
import type { Scene, Span } from './attribution/scene.ts';
import { sceneOf, type HeardEvent, type NamedCall } from './attribution/sceneOf.ts';
import { apiEntry, execMadeBy, namedBy, ranBy, speaksOf } from './calls.ts';
import { describeEngineObjects } from './changes/engineObjects.ts';
import { describeDifference } from './changes/difference.ts';
import type { Sight } from './changes/sight.ts';
import type { Known } from './changes/ties.ts';
import { compose } from './compose.ts';
import type { ContainerNames } from './containerNames.ts';
import type { KernelWatch, Reader } from './kernelWatch.ts';
import type { LaneState, Recording } from './recording.ts';

/** What a recording is begun with. */
export interface TakeParts {
  readonly line: string;
  /** Absent for calls that came without a command. */
  readonly terminal?: string;
  readonly startedAt: number;
  /** When the command before it in the same terminal was over. */
  readonly notBefore?: number;
  readonly machine: string;
  readonly place:
    Exclude<Scene['place'], { kind: 'guest' }> | { readonly kind: 'guest'; readonly name: string };
  readonly watch: KernelWatch;
  readonly names: ContainerNames;
  /** Why calls of the engine are not heard, where they are not. */
  readonly api: LaneState;
  /** The version of the engine. */
  readonly engine?: string;
  readonly context: Pick<Recording, 'labId' | 'step'>;
}

/** A recording while it is made: gathers what happens, and can say at any time what there is by now. */
export class Take implements Disposable {
  readonly id: string;
  readonly parts: TakeParts;
  readonly calls = new Map<string, HeardCall>();
  readonly #containers = new Map<string, string | undefined>();
  readonly #reader: Reader;
  readonly #notes: string[] = [];
  endedAt: number | undefined;
  exitCode: number | undefined;
  #attribution: Attribution | undefined;
  /** Up to when the tape is attributed. */
  #knownUntil = 0;
  #after: Sight | undefined;

  constructor(parts: TakeParts) {
    this.id = `${new Date(parts.startedAt).toISOString().replaceAll(':', '-')}-${randomUUID().slice(0, 8)}`;
    this.parts = parts;
    this.#reader = parts.watch.read();
  }

  /** Takes a call as it is known now. */
  hear(call: HeardCall): void {
    const { names } = this.parts;
    for (const { kind, id, name } of call.created)
      if (kind === 'container') names.know({ id, name });
    const { container, exec } = namedBy(call);
    const inExec = exec === undefined ? undefined : this.#containerOfExec(exec);
    const named = container === undefined ? inExec : names.find(container);
    this.#containers.set(call.id, this.#containers.get(call.id) ?? named);
    this.calls.set(call.id, call);
  }

  /** Says something that all of its calls are to be read with. */
  note(sentence: string): void {
    if (!this.#notes.includes(sentence)) this.#notes.push(sentence);
  }

  /** True while a connection is open on which it called. */
  get isCalling(): boolean {
    return [...this.calls.values()].some(({ stage }) => stage !== 'ended');
  }

  /** The first call that came by this connection. */
  firstCallOf(connection: number): HeardCall | undefined {
    return [...this.calls.values()].find((call) => call.connection === connection);
  }

  /** Lets go of what another command called. */
  forget(connection: number): void {
    for (const call of this.calls.values()) {
      if (call.connection === connection) this.calls.delete(call.id);
    }
  }

  /** When its own programs ran, those of its shell; as of the last look at the tape. */
  get programs(): readonly Span[] {
    return this.#attribution?.commands ?? [];
  }

  /** Whether the tape tells which of its programs ran at this time. */
  knowsProgramsAt(at: number): boolean {
    const { place } = this.parts;
    return place.kind === 'host' && place.shell !== undefined && this.#knownUntil > at;
  }

  get namedCalls(): readonly NamedCall[] {
    return [...this.calls.values()].map((call) => ({
      call,
      container: this.#containers.get(call.id),
    }));
  }

  /** IDs of the containers that its calls are about. */
  get containers(): ReadonlySet<string> {
    const named = [...this.#containers.values()].filter((id) => id !== undefined);
    return new Set([...named, ...this.#built]);
  }

  /** IDs of the containers in which its builds ran their steps. */
  get #built(): readonly string[] {
    const { names } = this.parts;
    return [...this.calls.values()].flatMap(ranBy).flatMap((id) => names.find(id) ?? []);
  }

  /** When the first of it happened, as far as is known by now. */
  get beganAt(): number {
    return this.#attribution?.beganAt ?? this.parts.startedAt;
  }

  /** What was different when it was over. */
  end(after: Sight | undefined): void {
    this.#after = after;
  }

  [Symbol.dispose](): void {
    this.#reader[Symbol.dispose]();
  }

  /** Tells anew what on the tape is its own. */
  attribute(events: readonly HeardEvent[], engine: number | undefined): void {
    const { watch } = this.parts;
    if (!watch.canTell) return;
    this.#knownUntil = watch.toldUntil;
    this.#attribution = attribute(this.#scene(events, engine));
  }

  /** The recording as it stands now, with what the engine announced at that time. */
  recording(
    events: readonly HeardEvent[],
    engine: number | undefined,
    notes: readonly string[],
  ): Recording {
    const { line, startedAt, machine, watch, context } = this.parts;
    const tape = watch.lane;
    this.attribute(events, engine);
    const attribution = this.#attribution;
    const kernelLane = { ...tape, lost: this.#reader.lost + (attribution?.lost ?? 0) };
    const before = this.#reader.sightBefore(this.beganAt);
    return compose({
      head: {
        id: this.id,
        command: redactLine(line),
        machine,
        startedAt,
        kernel: before?.snapshot.release ?? '',
        ...context,
        ...(this.parts.engine === undefined ? {} : { engine: this.parts.engine }),
        ...(this.endedAt === undefined ? {} : { endedAt: this.endedAt }),
        ...(this.exitCode === undefined ? {} : { exitCode: this.exitCode }),
      },
      lanes: {
        api: { ...this.parts.api, notes: [...this.parts.api.notes, ...this.#notes, ...notes] },
        programs: this.#programsLane(kernelLane),
        kernel: kernelLane,
        changes: { isSeen: before !== undefined, notes: before ? [] : [unseenBefore()], lost: 0 },
      },
      calls: this.namedCalls.map(({ call, container }) => apiEntry(call, container)),
      attribution,
      changes: [
        ...describeEngineObjects(this.#during(events), this.#known),
        ...(before === undefined || this.#after === undefined
          ? []
          : describeDifference(before, this.#after, this.#known)),
      ],
    });
  }

  /** What the engine announced from the beginning of the command on. */
  #during(events: readonly HeardEvent[]): readonly HeardEvent[] {
    return events.filter(({ at }) => at >= this.beganAt);
  }

  get #known(): Known {
    const { place, names } = this.parts;
    const workbench = place.kind === 'workbench' ? [place.container] : [];
    return {
      containers: new Set([...this.containers, ...workbench]),
      processes: this.#attribution?.processes ?? new Map(),
      isAll: place.kind === 'guest',
      nameOf: (container) => names.nameOf(container),
      speaksOf: (...words) => [...this.calls.values()].some((call) => speaksOf(call, words)),
      prefix: place.kind === 'guest' ? `guest:${place.name}/` : '',
    };
  }

  #programsLane(tape: LaneState): LaneState {
    const { place } = this.parts;
    if (!tape.isSeen || place.kind !== 'host' || place.shell !== undefined) return tape;
    const note = t(
      'The terminal’s own programs are not known: its shell cannot be told from others.',
    );
    return { ...tape, notes: [...tape.notes, note] };
  }

  #scene(happened: readonly HeardEvent[], engine: number | undefined): Scene {
    const { line, startedAt, notBefore, place } = this.parts;
    const { processes, events } = this.#reader;
    const base = {
      ...{ line, startedAt, place, processes, events },
      ...(notBefore === undefined ? {} : { notBefore }),
      ...(this.endedAt === undefined ? {} : { endedAt: this.endedAt }),
      ...(engine === undefined ? {} : { engine }),
    };
    const { namedCalls: calls } = this;
    return sceneOf(base, { calls, built: this.#built, happened, now: Date.now() });
  }

  #containerOfExec(exec: string): string | undefined {
    const made = [...this.calls.values()].find((call) => execMadeBy(call) === exec);
    return made && this.#containers.get(made.id);
  }
}

const unseenBefore = (): string => t('How it was before the command began, nobody has seen.');
