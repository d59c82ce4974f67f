import { engineNotFound } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { timeLimit } from '../base/timeLimit.ts';
import type { Engine } from '../engine/engine.ts';
import type { ContainerFacts } from '../engine/facts.ts';
import type { AskedCall, RecordedCall } from '../engine/relay/recordedCall.ts';
import { serviceLabel } from '../engine/swarm.ts';
import { qemuRole } from '../machine/qemuContainer.ts';
import { describeCreations, findMade } from './creations.ts';
import { isOnEngine, isSame, type OwnedReference, type OwnedThen } from './events.ts';
import type { JournalFact } from './journal.ts';
import { findOwned, readMade, removeObject } from './ownedObject.ts';
import type { SessionRecord } from './record.ts';
import type { OwnedObject } from './state.ts';
import type { Vms } from './vms.ts';

/** The label that everything carries that Isolab itself makes for a session; its value is the session's ID. */
export const sessionLabel = 'isolab.session';
/** The folder of the sessions that this one is among: others on the same engine leave its things alone. */
export const homeLabel = 'isolab.home';
/** Of a session's container that outlives its opening: the one that its lab is done in. */
export const workbenchRole = { 'isolab.role': 'workbench' } as const;

/** True for such a container, by its labels. */
export function isWorkbench(labels: Readonly<Record<string, string>>): boolean {
  return labels['isolab.role'] === workbenchRole['isolab.role'];
}

/** True for a container of a session that stays between its openings. */
export function outlivesOpening(labels: Readonly<Record<string, string>>): boolean {
  return isWorkbench(labels) || labels['isolab.role'] === qemuRole['isolab.role'];
}

/** A network that a swarm's node has stays in use until the node has left. */
const removalOrder = [
  'service',
  'container',
  'swarm',
  'network',
  'secret',
  'config',
  'volume',
  'image',
] as const;

/** A learner's call waits for so long at most; without an engine nothing is made anyway. */
const expectLimitMs = 2_000;
/** Inspecting one new object takes milliseconds. What is not taken by then is found by `recover`, which removal asks. */
const takeLimitMs = 10_000;

/**
 * What the learner made in this session's terminals, known by the recorded API calls and by nothing else: two objects
 * of one name are told apart by their IDs. The session's VMs are all its own.
 */
export class Owned {
  readonly #maybeEngine: Engine | undefined;
  readonly #vms: Vms;
  readonly #record: SessionRecord;
  #objects: readonly OwnedObject[] = [];
  #takings: Promise<unknown> = Promise.resolve();

  /** Without an engine nothing on one can be owned. */
  constructor(engine: Engine | undefined, vms: Vms, record: SessionRecord) {
    this.#maybeEngine = engine;
    this.#vms = vms;
    this.#record = record;
  }

  /** What is owned and there: VMs now, the rest as of the last look. */
  get objects(): readonly OwnedObject[] {
    return [...this.#objects, ...this.#vms.objects];
  }

  get #engine(): Engine {
    if (this.#maybeEngine === undefined) {
      throw engineNotFound([], t('Start Docker: this lab has things on it.'));
    }
    return this.#maybeEngine;
  }

  /** The same as it is written down when a step is opened. */
  get then(): OwnedThen[] {
    return this.objects.map(({ kind, id, name, state, networks }) => ({
      ...{ kind, id, name, state },
      ...(networks === undefined ? {} : { networks }),
    }));
  }

  get references(): readonly OwnedReference[] {
    return this.#record.progress.owned;
  }

  owns(object: OwnedReference): boolean {
    return this.references.some((own) => isSame(own, object));
  }

  /** Whether a container is the learner's, or of a task of a service of theirs. */
  ownsContainer({ id, labels }: Pick<ContainerFacts, 'id' | 'labels'>): boolean {
    return this.references.some(
      (own) =>
        (own.kind === 'container' && own.id === id) ||
        (own.kind === 'service' && own.id === labels[serviceLabel]),
    );
  }

  /** Writes down what this call is about to make, before it does. */
  async expect(asked: AskedCall): Promise<void> {
    const limit = timeLimit(expectLimitMs);
    await this.#record.keep(await describeCreations(asked, this.#engine, limit));
  }

  /** Takes what this call made, and the volumes that came with a container; nothing that the engine had before. */
  take(call: RecordedCall): Promise<void> {
    const taken = this.#take(call);
    this.#takings = Promise.allSettled([this.#takings, taken]);
    return taken;
  }

  /** Waits until what was made up to now is taken. */
  async settled(): Promise<void> {
    await this.#takings;
  }

  start({ id }: OwnedReference, signal: AbortSignal): Promise<void> {
    return this.#engine.startContainer(id, signal);
  }

  stop({ id }: OwnedReference, signal: AbortSignal): Promise<void> {
    return this.#engine.stopContainer(id, signal);
  }

  async #take({ id, created }: RecordedCall): Promise<void> {
    const made =
      created === undefined ? [] : await readMade(this.#engine, created, timeLimit(takeLimitMs));
    const isExpected = this.#record.progress.creations.some(({ creation }) => creation === id);
    const settled: JournalFact[] = isExpected ? [{ type: 'settled', creation: id }] : [];
    await this.#record.keep([...this.#newlyOwned(made), ...settled]);
  }

  /** Takes what calls made whose answers nobody heard, because a process died in between. */
  async recover(signal: AbortSignal): Promise<void> {
    for (const creation of this.#record.progress.creations) {
      const made = await findMade(creation, this.#engine, signal);
      await this.#record.keep([
        ...this.#newlyOwned(made),
        { type: 'settled', creation: creation.creation },
      ]);
    }
  }

  #newlyOwned(made: readonly OwnedReference[]): readonly JournalFact[] {
    return made
      .filter((object) => !this.owns(object) && !this.#wasThere(object))
      .map((object) => ({ type: 'owned', object }));
  }

  /** Sees what of it is still there; what is gone is owned no longer. Rejects when the engine does not answer. */
  async look(signal: AbortSignal): Promise<void> {
    await this.lookAtVms();
    const seen = await Promise.all(
      this.references.filter(isOnEngine).map(async (own) => ({
        own,
        object: await findOwned(this.#engine, own, signal),
      })),
    );
    const gone = seen.filter(({ object }) => object === undefined);
    await this.#record.keep(gone.map(({ own }) => ({ type: 'gone', object: own })));
    this.#objects = seen.flatMap(({ object }) => object ?? []);
  }

  /** Writes down which VMs came and went. */
  async lookAtVms(): Promise<void> {
    const there: OwnedReference[] = this.#vms.objects.map(({ id, name }) => ({
      kind: 'vm',
      id,
      name,
    }));
    const known = this.references.filter(({ kind }) => kind === 'vm');
    const isIn = (list: readonly OwnedReference[]) => (object: OwnedReference) =>
      !list.some((each) => isSame(each, object));
    await this.#record.keep([
      ...there.filter(isIn(known)).map((object) => ({ type: 'owned', object }) as const),
      ...known.filter(isIn(there)).map((object) => ({ type: 'gone', object }) as const),
    ]);
  }

  /** Removes these, each before what it uses. Rejects at the first that cannot be removed; the rest stays owned. */
  async remove(objects: readonly OwnedReference[], signal: AbortSignal): Promise<void> {
    for (const { name } of objects.filter(({ kind }) => kind === 'vm')) {
      await this.#vms.remove(name, signal);
    }
    for (const kind of removalOrder) {
      // The newest first: the engine refuses an image without a tag while another stands on it.
      const own = objects.filter(isOnEngine).filter((each) => each.kind === kind);
      for (const object of own.toReversed()) {
        if ((await findOwned(this.#engine, object, signal)) !== undefined) {
          await removeObject(this.#engine, object, signal);
        }
        await this.#record.keep([{ type: 'gone', object }]);
      }
    }
    await this.look(signal);
  }

  /** Removes all that is owned, and what Isolab itself made for this session. */
  async removeAll(signal: AbortSignal): Promise<void> {
    await this.settled();
    await this.recover(signal);
    await this.#vms.removeAll(signal);
    await this.remove(this.references, signal);
    if (this.#maybeEngine === undefined) return;
    const { sessionId } = this.#record.progress.opened ?? {};
    for (const container of await this.#engine.containers(signal)) {
      if (sessionId !== undefined && container.labels[sessionLabel] === sessionId) {
        await this.#engine.removeContainer(container.id, signal);
      }
    }
  }

  #wasThere({ kind, id, name }: OwnedReference): boolean {
    const before = this.#record.progress.opened?.imagesBefore ?? [];
    return (
      kind === 'image' &&
      before.some((image) => image.id === id && (name === '' || image.tags.includes(name)))
    );
  }
}
