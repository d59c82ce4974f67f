import type { Agent } from 'node:http';
import type { Duplex } from 'node:stream';
import type Dockerode from 'dockerode';
import type { Event } from '../base/event.ts';
import type { Log } from '../base/log.ts';
import type { Command, CommandResult } from '../base/run.ts';
import { ask, askFor, statusOf } from './ask.ts';
import { attachTo } from './attach.ts';
import { EndpointAgent, makeClient } from './client.ts';
import { containerOptions } from './containerOptions.ts';
import { readContainerLog } from './containerLog.ts';
import { forEach } from './concurrently.ts';
import type { Endpoint } from './endpoint.ts';
import { EventStream } from './eventStream.ts';
import { execIn, streamIn } from './exec.ts';
import type {
  ContainerFacts,
  ContainerSpec,
  EngineEvent,
  EngineInfo,
  EngineStatus,
  ImageFacts,
  NetworkFacts,
  VolumeFacts,
} from './facts.ts';
import { searchEngine, type EngineOptions } from './find/search.ts';
import { ImageStore } from './imageStore.ts';
import { OomKills } from './oomKills.ts';
import { Swarm } from './swarm.ts';
import { isNamedBy, isTaggedBy, pathSegment } from './naming.ts';
import { parseContainerFacts } from './parse/containerFacts.ts';
import { parseEngineInfo } from './parse/engineInfo.ts';
import { parseImageFacts } from './parse/imageFacts.ts';
import { parseNetworkFacts } from './parse/networkFacts.ts';
import { parseVolumeFacts } from './parse/volumeFacts.ts';

/** Finds the engine as `docker` does and connects to the first that answers; rejects with all that was tried. */
export function openEngine(options: EngineOptions, signal: AbortSignal): Promise<Engine> {
  return searchEngine(options, (endpoint) => Engine.connect(endpoint, options.log, signal), signal);
}

/**
 * The learner's engine. Single things are `undefined` when absent; every other failure is an IsolabError. Reading
 * never changes anything. The event stream comes back by itself after the engine was away.
 */
export class Engine implements AsyncDisposable {
  readonly endpoint: Endpoint;
  readonly onDidHappen: Event<EngineEvent>;
  readonly onDidChangeStatus: Event<EngineStatus>;
  /** Long work: build, pull, save, load. */
  readonly imageStore: ImageStore;
  /** The swarm that it may be in. */
  readonly swarm: Swarm;
  readonly #agent: Agent;
  readonly #client: Dockerode;
  readonly #events: EventStream;
  readonly #log: Log;
  readonly #oomKills = new OomKills();
  readonly #streams = new Set<Duplex>();

  private constructor(
    endpoint: Endpoint,
    agent: Agent,
    client: Dockerode,
    events: EventStream,
    log: Log,
  ) {
    this.endpoint = endpoint;
    this.#agent = agent;
    this.#client = client;
    this.#events = events;
    this.#log = log;
    this.imageStore = new ImageStore(client, endpoint.address);
    this.swarm = new Swarm(client, endpoint.address);
    this.onDidHappen = events.onDidHappen;
    // First of all listeners: who hears of an end may ask at once how it came.
    events.onDidHappen((event) => this.#oomKills.hear(event));
    this.onDidChangeStatus = events.onDidChangeStatus;
  }

  /** Connects to the engine at this endpoint; rejects when none answers there. */
  static async connect(endpoint: Endpoint, log: Log, signal: AbortSignal): Promise<Engine> {
    const agent = new EndpointAgent(endpoint);
    const client = makeClient(agent);
    const { address } = endpoint;
    await ask(address, { words: 'answer', limitMs: 10_000 }, signal, () => client.ping());
    const events = await ask(address, { words: 'tell its events' }, signal, (abortSignal) =>
      EventStream.open(client, address, log, abortSignal),
    );
    return new Engine(endpoint, agent, client, events, log);
  }

  /** Whether the engine answers now. */
  get status(): EngineStatus {
    return this.#events.status;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#events[Symbol.asyncDispose]();
    for (const stream of this.#streams) stream.destroy();
    this.#agent.destroy();
  }

  async info(signal: AbortSignal): Promise<EngineInfo> {
    return this.#ask('describe itself', signal, async () =>
      parseEngineInfo(await this.#client.version(), await this.#client.info()),
    );
  }

  /** All containers, stopped ones too. */
  async containers(signal: AbortSignal): Promise<readonly ContainerFacts[]> {
    const list = await this.#ask('list containers', signal, (abortSignal) =>
      this.#client.listContainers({ all: true, abortSignal }),
    );
    return forEach(list, ({ Id }) => this.container(Id, signal));
  }

  /** The container with exactly this name, ID or short ID. */
  async container(nameOrId: string, signal: AbortSignal): Promise<ContainerFacts | undefined> {
    const facts = await this.#find('inspect a container', signal, async (abortSignal) =>
      parseContainerFacts(await this.#container(nameOrId).inspect({ abortSignal })),
    );
    if (facts === undefined || !isNamedBy(facts, nameOrId)) return undefined;
    return { ...facts, isOomKilled: this.#oomKills.ended(facts) };
  }

  async images(signal: AbortSignal): Promise<readonly ImageFacts[]> {
    const list = await this.#ask('list images', signal, (abortSignal) =>
      this.#client.listImages({ abortSignal }),
    );
    return forEach(list, ({ Id }) => this.image(Id, signal));
  }

  /** The image with this tag (":latest" may be left out), ID or short ID. */
  async image(reference: string, signal: AbortSignal): Promise<ImageFacts | undefined> {
    const facts = await this.#find('inspect an image', signal, async () => {
      const image = this.#client.getImage(pathSegment(reference));
      return parseImageFacts(await image.inspect(), await image.history());
    });
    return facts && isTaggedBy(facts, reference) ? facts : undefined;
  }

  async networks(signal: AbortSignal): Promise<readonly NetworkFacts[]> {
    const list = await this.#ask('list networks', signal, (abortSignal) =>
      this.#client.listNetworks({ abortSignal }),
    );
    // The list leaves out which containers are attached.
    return forEach(list, ({ Id }) => this.network(Id, signal));
  }

  /** The network with exactly this name, ID or short ID. */
  async network(nameOrId: string, signal: AbortSignal): Promise<NetworkFacts | undefined> {
    const facts = await this.#find('inspect a network', signal, async () =>
      parseNetworkFacts(await this.#client.getNetwork(pathSegment(nameOrId)).inspect()),
    );
    return facts && isNamedBy(facts, nameOrId) ? facts : undefined;
  }

  async volumes(signal: AbortSignal): Promise<readonly VolumeFacts[]> {
    const { Volumes } = await this.#ask('list volumes', signal, (abortSignal) =>
      this.#client.listVolumes({ abortSignal }),
    );
    return (Volumes ?? []).map(parseVolumeFacts);
  }

  async volume(name: string, signal: AbortSignal): Promise<VolumeFacts | undefined> {
    const facts = await this.#find('inspect a volume', signal, async (abortSignal) =>
      parseVolumeFacts(await this.#client.getVolume(pathSegment(name)).inspect({ abortSignal })),
    );
    return facts?.name === name ? facts : undefined;
  }

  /** What the container has written, both streams in order, at most the last 1 MiB. */
  async containerLog(nameOrId: string, signal: AbortSignal): Promise<string> {
    return this.#ask('give a log', signal, async (abortSignal) =>
      readContainerLog(this.#container(nameOrId), abortSignal),
    );
  }

  /** Runs a program in a running container; a program that takes too long is reported and left to itself there. */
  async exec(nameOrId: string, command: Command, signal: AbortSignal): Promise<CommandResult> {
    return this.#ask(
      'run a command in a container',
      signal,
      (abortSignal) => execIn(this.#container(nameOrId), command, abortSignal),
      command.timeoutMs,
    );
  }

  /**
   * Starts a program in a running container and gives its input and output; its errors go to `onStderr`. The stream
   * ends with this engine.
   */
  async stream(
    nameOrId: string,
    command: Pick<Command, 'program' | 'args'>,
    onStderr: (chunk: Buffer) => void,
    signal: AbortSignal,
  ): Promise<Duplex> {
    const stream = await this.#ask('run a command in a container', signal, (abortSignal) =>
      streamIn(this.#container(nameOrId), command, onStderr, abortSignal),
    );
    this.#streams.add(stream);
    return stream.once('close', () => this.#streams.delete(stream));
  }

  /** Creates a container and gives its ID. */
  async createContainer(spec: ContainerSpec, signal: AbortSignal): Promise<string> {
    const { id } = await this.#ask('create a container', signal, (abortSignal) =>
      this.#client.createContainer({ ...containerOptions(spec), abortSignal }),
    );
    return id;
  }

  /** Starts a container; fine if it runs already. */
  async startContainer(nameOrId: string, signal: AbortSignal): Promise<void> {
    await this.#ask('start a container', signal, async (abortSignal) => {
      try {
        await this.#container(nameOrId).start({ abortSignal });
      } catch (error) {
        if (statusOf(error) !== 304) throw error;
      }
    });
  }

  /** Stops a container; fine if it has stopped already. It is killed after 10 seconds. */
  async stopContainer(nameOrId: string, signal: AbortSignal): Promise<void> {
    await this.#end('stop a container', signal, (abortSignal) =>
      this.#container(nameOrId).stop({ t: stopLimitSeconds, abortSignal }),
    );
  }

  /** Kills a container; fine if it is not running. */
  async killContainer(nameOrId: string, signal: AbortSignal): Promise<void> {
    await this.#end('kill a container', signal, (abortSignal) =>
      this.#container(nameOrId).kill({ abortSignal }),
    );
  }

  /** Removes a container by force, with its anonymous volumes; fine if it is gone. */
  async removeContainer(nameOrId: string, signal: AbortSignal): Promise<void> {
    await this.#end('remove a container', signal, (abortSignal) =>
      this.#container(nameOrId).remove({ force: true, v: true, abortSignal }),
    );
  }

  /** Removes a network, and takes off it who is attached; fine if it is gone. */
  async removeNetwork(nameOrId: string, signal: AbortSignal): Promise<void> {
    const { containers = [] } = (await this.network(nameOrId, signal)) ?? {};
    for (const name of containers) {
      await this.#end('take a container off a network', signal, () =>
        this.#client.getNetwork(pathSegment(nameOrId)).disconnect({ Container: name, Force: true }),
      );
    }
    await this.#end('remove a network', signal, (abortSignal) =>
      this.#client.getNetwork(pathSegment(nameOrId)).remove({ abortSignal }),
    );
  }

  /** Removes a volume; fine if it is gone, refused while a container uses it. */
  async removeVolume(name: string, signal: AbortSignal): Promise<void> {
    await this.#end('remove a volume', signal, (abortSignal) =>
      this.#client.getVolume(pathSegment(name)).remove({ abortSignal }),
    );
  }

  /** Removes a tag, and the image with its last one; fine if it is gone. */
  async removeImage(tagOrId: string, signal: AbortSignal): Promise<void> {
    await this.#end('remove an image', signal, (abortSignal) =>
      this.#client.getImage(pathSegment(tagOrId)).remove({ abortSignal }),
    );
  }

  /** The standard input and output of a container that was created with `isInteractive`. */
  async attachContainer(nameOrId: string, signal: AbortSignal): Promise<Duplex> {
    return this.#ask('attach to a container', signal, (abortSignal) =>
      attachTo(
        this.#agent,
        pathSegment(nameOrId),
        (chunk) => this.#log.debug(`${nameOrId} says: ${chunk.toString().trimEnd()}`),
        abortSignal,
      ),
    );
  }

  #container(nameOrId: string): Dockerode.Container {
    return this.#client.getContainer(pathSegment(nameOrId));
  }

  #ask<T>(
    words: string,
    signal: AbortSignal,
    put: (signal: AbortSignal) => Promise<T>,
    limitMs?: number,
  ): Promise<T> {
    const question = limitMs === undefined ? { words } : { words, limitMs };
    return ask(this.endpoint.address, question, signal, put);
  }

  #find<T>(
    words: string,
    signal: AbortSignal,
    put: (signal: AbortSignal) => Promise<T>,
  ): Promise<T | undefined> {
    return askFor(this.endpoint.address, { words }, signal, put);
  }

  /** Asks to end something: that it has ended already is no failure. */
  async #end(
    words: string,
    signal: AbortSignal,
    put: (signal: AbortSignal) => Promise<unknown>,
  ): Promise<void> {
    await this.#ask(words, signal, async (abortSignal) => {
      try {
        await put(abortSignal);
      } catch (error) {
        if (!isEnded(error)) throw error;
      }
    });
  }
}

/** Docker's own default, said aloud: Podman's API takes an unsaid one for none (its StopTimeout is 0 then). */
const stopLimitSeconds = 10;

/** 304: not running (stop). 404: gone. 409: being removed, or not running (kill); Podman says that with 500. */
function isEnded(error: unknown): boolean {
  const status = statusOf(error);
  if (status === 304 || status === 404) return true;
  return (
    error instanceof Error &&
    /is not running|already in progress|container state improper/.test(error.message)
  );
}
