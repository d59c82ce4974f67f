import { setTimeout as delay } from 'node:timers/promises';
import type Dockerode from 'dockerode';
import { ask, askFor, statusOf, type Question } from './ask.ts';
import type { ServiceFacts, SwarmFacts } from './facts.ts';
import { pathSegment } from './naming.ts';
import { parseServiceFacts, parseSwarmFacts } from './parse/serviceFacts.ts';

/** Something in a swarm that services may read. */
export type SharedKind = 'secret' | 'config';

/** The label with a service's ID, which the engine puts on the containers of its tasks. */
export const serviceLabel = 'com.docker.swarm.service.id';

/** The swarm that the engine's node may be in. Outside of one, and on a node that is no manager, there are no services. */
export class Swarm {
  readonly #client: Dockerode;
  readonly #address: string;

  constructor(client: Dockerode, address: string) {
    this.#client = client;
    this.#address = address;
  }

  /** How the engine's node stands to a swarm. */
  async membership(signal: AbortSignal): Promise<SwarmFacts> {
    return ask(this.#address, { words: 'describe itself' }, signal, async () =>
      parseSwarmFacts(await this.#client.info()),
    );
  }

  async services(signal: AbortSignal): Promise<readonly ServiceFacts[]> {
    const list = await this.#find({ words: 'list services' }, signal, () =>
      this.#client.listServices(),
    );
    const services = await Promise.all(
      (list ?? []).map(({ id, ID }: Dockerode.Service & { ID?: string }) =>
        this.service(ID ?? id, signal),
      ),
    );
    return services.filter((service) => service !== undefined);
  }

  /** The service with exactly this name or ID. */
  async service(nameOrId: string, signal: AbortSignal): Promise<ServiceFacts | undefined> {
    const facts = await this.#find({ words: 'inspect a service' }, signal, async () => {
      const inspected: unknown = await this.#client.getService(pathSegment(nameOrId)).inspect();
      return parseServiceFacts(inspected, await this.#tasksOf(nameOrId));
    });
    // The engine also takes the beginning of an ID.
    return facts?.id === nameOrId || facts?.name === nameOrId ? facts : undefined;
  }

  /** Removes a service and the containers of its tasks, and waits for these; fine if it is gone. */
  async removeService(id: string, signal: AbortSignal): Promise<void> {
    await this.#find(
      { words: 'remove a service', limitMs: removalLimitMs },
      signal,
      async (limit) => {
        await this.#client.getService(pathSegment(id)).remove();
        for (const filters = { label: [`${serviceLabel}=${id}`] }; ;) {
          const left = await this.#client.listContainers({ all: true, filters });
          if (left.length === 0) return;
          await Promise.allSettled(
            left.map(({ Id }) => this.#client.getContainer(Id).remove({ force: true, v: true })),
          );
          // A task that is just being started has its container a moment later; the engine announces no tasks.
          await delay(100, undefined, { signal: limit });
        }
      },
    );
  }

  /** The name of a secret or a config; `undefined` when there is none with this ID. */
  async sharedName(kind: SharedKind, id: string, signal: AbortSignal): Promise<string | undefined> {
    return this.#find({ words: `inspect a ${kind}` }, signal, async () => {
      const { Spec } = await this.#shared(kind, id).inspect();
      return Spec?.Name ?? '';
    });
  }

  /** Removes a secret or a config; fine if it is gone, refused while a service has it. */
  async removeShared(kind: SharedKind, id: string, signal: AbortSignal): Promise<void> {
    await this.#find({ words: `remove a ${kind}` }, signal, () => this.#shared(kind, id).remove());
  }

  /** Leaves the swarm by force, which ends it where this node is its only manager; fine outside of one. */
  async leave(signal: AbortSignal): Promise<void> {
    await this.#find({ words: 'leave the swarm' }, signal, () =>
      this.#client.swarmLeave({ force: true }),
    );
  }

  async #tasksOf(service: string): Promise<unknown> {
    return this.#client.listTasks({ filters: { service: [service] } });
  }

  #shared(kind: SharedKind, id: string): Dockerode.Secret | Dockerode.Config {
    return kind === 'secret'
      ? this.#client.getSecret(pathSegment(id))
      : this.#client.getConfig(pathSegment(id));
  }

  /** Asks a manager for something that may be absent: so it is on every node that is no manager. */
  #find<T>(
    question: Question,
    signal: AbortSignal,
    put: (signal: AbortSignal) => Promise<T>,
  ): Promise<T | undefined> {
    return askFor(this.#address, question, signal, async (limited) => {
      try {
        return await put(limited);
      } catch (error) {
        if (isNoManager(error)) return undefined;
        throw error;
      }
    });
  }
}

/** Tasks that are being started get their containers first. */
const removalLimitMs = 60_000;

/** "node is not part of a swarm" (Docker Engine API, `GET /services`). */
function isNoManager(error: unknown): boolean {
  return statusOf(error) === 503;
}
