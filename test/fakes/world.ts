import { IsolabError } from '../../extension/core/base/errors.ts';
import type { CommandResult } from '../../extension/core/base/run.ts';
import type { HttpAnswer, Place, World } from '../../extension/core/check/world.ts';
import type {
  ContainerFacts,
  ImageFacts,
  NetworkFacts,
  ServiceFacts,
  SwarmFacts,
  VolumeFacts,
} from '../../extension/core/engine/facts.ts';
import type {
  CgroupReading,
  KernelSnapshot,
  NetworkNamespace,
  ProcessDetails,
} from '../../extension/core/kernel/model.ts';
import { findHostProcess, processesOf } from '../../extension/core/kernel/container.ts';
import type { Ladder } from '../../extension/core/ladder/rung.ts';
import type { ImageLayers } from '../../extension/core/layers/layer.ts';
import type { FileFacts } from '../../extension/core/machine/machine.ts';
import type { VmFacts } from '../../extension/core/qemu/facts.ts';
import type { Recording } from '../../extension/core/recorder/recording.ts';
import { kernelSnapshot } from './facts.ts';

/** What there is on one machine; commands and files by their words. */
interface FakePlace {
  readonly kernel?: KernelSnapshot;
  readonly processes?: Readonly<Record<number, ProcessDetails>>;
  readonly interfaces?: Readonly<Record<number, NetworkNamespace>>;
  readonly cgroups?: Readonly<Record<string, CgroupReading>>;
  /** "cat x" on the machine, "site: cat x" in a container. */
  readonly commands?: Readonly<Record<string, Partial<CommandResult>>>;
  readonly files?: Readonly<Record<string, string>>;
}

/** What there is in a fake world; what is of a place is of the lab's machine. */
export interface FakeFacts extends FakePlace {
  /** The machine is a workbench, whose container's first process has this PID. */
  readonly workbench?: number;
  readonly guests?: Readonly<Record<string, FakePlace>>;
  readonly vms?: readonly VmFacts[];
  readonly ladder?: Ladder;
  readonly recordings?: readonly Recording[];
  readonly containers?: readonly ContainerFacts[];
  readonly images?: Readonly<Record<string, ImageFacts>>;
  /** What the layers of the images hold. */
  readonly layers?: Readonly<Record<string, ImageLayers>>;
  readonly networks?: Readonly<Record<string, NetworkFacts>>;
  readonly volumes?: Readonly<Record<string, VolumeFacts>>;
  readonly swarm?: SwarmFacts;
  readonly services?: Readonly<Record<string, ServiceFacts>>;
  readonly logs?: Readonly<Record<string, string>>;
  readonly http?: Readonly<Record<string, HttpAnswer>>;
  readonly answers?: Readonly<Record<string, Awaited<ReturnType<World['answer']>>>>;
  /** What the world becomes when it is looked at anew. */
  readonly later?: FakeFacts;
}

/** A world in which these facts hold and nothing else is there. */
export function fakeWorld(facts: FakeFacts = {}): World {
  const { containers = [], vms = [], workbench } = facts;
  const machine = fakePlace(facts, workbench === undefined ? 'host' : 'workbench', workbench);
  return {
    ...machine,
    host: workbench === undefined ? machine : fakePlace(facts, 'host'),
    guest: async (name) => {
      const guest = facts.guests?.[name];
      return guest === undefined ? undefined : { ...fakePlace(guest, 'guest'), guestName: name };
    },
    vms: async () => vms,
    vm: async (name) => vms.find((each) => each.name === name),
    ladder: async () => facts.ladder,
    recordings: async () => facts.recordings ?? [],
    again: () => fakeWorld(facts.later ?? facts),
    containers: async () => containers,
    container: async (name) => containers.find((each) => each.name === name || each.id === name),
    image: async (reference) => facts.images?.[reference],
    layers: async (reference) => facts.layers?.[reference],
    network: async (name) => facts.networks?.[name],
    volume: async (name) => facts.volumes?.[name],
    swarm: async () =>
      facts.swarm ?? { state: 'inactive', nodeId: '', isManager: false, createdAt: '' },
    service: async (name) => facts.services?.[name],
    containerLog: async (name) => facts.logs?.[name] ?? '',
    runIn: async (container, { program, args }) =>
      resultOf(`${container}: ${[program, ...args].join(' ')}`, facts),
    http: async (url, method) =>
      facts.http?.[`${method} ${url}`] ?? { failure: 'nothing listens there' },
    answer: async (id) => facts.answers?.[id],
  };
}

function fakePlace(facts: FakePlace, kind: Place['kind'], firstPid?: number): Place {
  const snapshot = facts.kernel ?? kernelSnapshot();
  const first =
    firstPid === undefined
      ? findHostProcess(snapshot)
      : snapshot.processes.find(({ pid }) => pid === firstPid);
  return {
    kind,
    guestName: undefined,
    kernel: async () => snapshot,
    first: async () => first ?? gone(),
    processes: async () =>
      firstPid === undefined ? snapshot.processes : processesOf(snapshot, firstPid),
    cgroupRoot: async () => (firstPid === undefined ? '' : '/docker/c0ffee'),
    numberOf: async ({ pid, nestedPids }) =>
      firstPid === undefined ? pid : (nestedPids.at((first?.nestedPids.length ?? 0) - 1) ?? pid),
    process: async (pid) => facts.processes?.[pid],
    networkOf: async (pid) => facts.interfaces?.[pid],
    cgroup: async (path) => facts.cgroups?.[path],
    run: async ({ program, args }) => resultOf([program, ...args].join(' '), facts),
    file: async (path): Promise<FileFacts | undefined> => {
      const text = facts.files?.[path];
      return text === undefined ? undefined : { text, mode: 0o644, kind: 'file' };
    },
  };
}

function resultOf(words: string, { commands }: FakePlace): CommandResult {
  return { exitCode: 0, stdout: '', stderr: '', ...commands?.[words] };
}

async function gone(): Promise<never> {
  throw new IsolabError('gone', 'The engine has gone.', 'Start it.');
}

/** A world whose engine and kernel have gone: whatever is asked, nobody can look. */
export function goneWorld(): World {
  const place: Place = {
    ...{ kind: 'host', guestName: undefined },
    ...{ kernel: gone, process: gone, networkOf: gone, cgroup: gone },
    ...{ first: gone, processes: gone, cgroupRoot: gone, numberOf: gone, run: gone, file: gone },
  };
  return {
    ...place,
    again: goneWorld,
    host: place,
    guest: gone,
    vms: gone,
    vm: gone,
    ladder: gone,
    recordings: gone,
    containers: gone,
    container: gone,
    image: gone,
    layers: gone,
    network: gone,
    volume: gone,
    swarm: gone,
    service: gone,
    containerLog: gone,
    runIn: gone,
    http: gone,
    answer: async () => undefined,
  };
}
