import type { Engine } from '../engine/engine.ts';
import type { ContainerFacts } from '../engine/facts.ts';
import type { Probe } from '../kernel/probe.ts';
import type { Ladder } from '../ladder/rung.ts';
import type { ImageReadings } from '../layers/imageReadings.ts';
import type { VmFacts } from '../qemu/facts.ts';
import type { Recording } from '../recorder/recording.ts';
import { bounded, keep } from './gathered.ts';
import { gatherPlace, noEngine, type MachineSource } from './gatherPlace.ts';
import { askHttp } from './httpAnswer.ts';
import type { World } from './world.ts';

type EngineSource = Pick<
  Engine,
  'containers' | 'container' | 'image' | 'network' | 'volume' | 'containerLog' | 'exec'
> & { readonly swarm: Pick<Engine['swarm'], 'membership' | 'service'> };

/** Where the facts of a world come from. */
export interface WorldSources {
  /** Absent where the lab needs none: what is asked of it then cannot be looked at. */
  readonly engine?: EngineSource | undefined;
  /** Reads what the layers of the engine's images hold; absent where there is no engine. */
  readonly readings?: Pick<ImageReadings, 'layersOf'> | undefined;
  /** Reads the kernel of the engine's machine, or of this one. */
  readonly probe?: Pick<Probe, 'snapshot' | 'process' | 'network' | 'cgroups'> | undefined;
  /** The machine that the lab is done on. */
  readonly machine: MachineSource;
  /** A guest that can be asked now. */
  readonly guests?: (name: string) => MachineSource | undefined;
  readonly vms?: () => Promise<readonly VmFacts[]>;
  readonly ladder?: () => Ladder | undefined;
  /** What was recorded since the step opened. */
  readonly recordings?: () => Promise<readonly Recording[]>;
  /** What the learner answered, judged. */
  readonly answers: { of(questionId: string): Awaited<ReturnType<World['answer']>> };
  /** Whether a container is of this session; without it every one is. */
  readonly isOwned?: (container: ContainerFacts) => boolean;
  readonly signal: AbortSignal;
}

/** The world, asked through these sources: each fact is gathered when it is first asked for, and then kept. */
export function gatherWorld(sources: WorldSources): World {
  const { probe, machine, answers, isOwned = () => true, signal } = sources;
  const { guests = () => undefined, vms = async () => [], ladder = () => undefined } = sources;
  const { recordings = async () => [] } = sources;
  const once = keep();
  const engine = async (): Promise<EngineSource> => sources.engine ?? noEngine();
  const here = gatherPlace(machine, probe, signal);
  const asGuest = async (name: string): Promise<World['host'] | undefined> => {
    const source = guests(name);
    return source === undefined ? undefined : gatherPlace(source, undefined, signal);
  };
  const image: World['image'] = (reference) =>
    once(['image', reference], async () => (await engine()).image(reference, signal));
  return {
    ...here,
    again: () => gatherWorld(sources),
    host: machine.kind === 'host' ? here : gatherPlace(undefined, probe, signal),
    guest: (name) => once(['guest', name], () => asGuest(name)),
    vms: () => once(['vms'], vms),
    vm: async (name) => (await once(['vms'], vms)).find((each) => each.name === name),
    ladder: () => once(['ladder'], async () => ladder()),
    recordings: () => once(['recordings'], recordings),
    containers: () =>
      once(['containers'], async () => (await (await engine()).containers(signal)).filter(isOwned)),
    container: (name) =>
      once(['container', name], async () => (await engine()).container(name, signal)),
    image,
    layers: async (reference) => {
      const { readings = noEngine() } = sources;
      const facts = await image(reference);
      return facts && readings.layersOf(facts.id, signal);
    },
    network: (name) => once(['network', name], async () => (await engine()).network(name, signal)),
    volume: (name) => once(['volume', name], async () => (await engine()).volume(name, signal)),
    swarm: () => once(['swarm'], async () => (await engine()).swarm.membership(signal)),
    service: (name) =>
      once(['service', name], async () => (await engine()).swarm.service(name, signal)),
    containerLog: (name) =>
      once(['log', name], async () => (await engine()).containerLog(name, signal)),
    runIn: (container, command) =>
      once(['runIn', container, command], async () =>
        bounded(await (await engine()).exec(container, command, signal)),
      ),
    http: (url, method, headers = {}) =>
      once(['http', url, method, headers], () => askHttp(url, method, signal, headers)),
    answer: async (questionId) => answers.of(questionId),
  };
}
