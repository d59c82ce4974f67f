import { IsolabError } from '../../extension/core/base/errors.ts';
import type { CommandResult } from '../../extension/core/base/run.ts';
import type { HttpAnswer, World } from '../../extension/core/check/world.ts';
import type {
  ContainerFacts,
  ImageFacts,
  NetworkFacts,
  VolumeFacts,
} from '../../extension/core/engine/facts.ts';
import type {
  CgroupReading,
  KernelSnapshot,
  NetworkNamespace,
  ProcessDetails,
} from '../../extension/core/kernel/model.ts';
import { kernelSnapshot } from './facts.ts';

/** What there is in a fake world; commands and files by their words. */
export interface FakeFacts {
  readonly containers?: readonly ContainerFacts[];
  readonly images?: Readonly<Record<string, ImageFacts>>;
  readonly networks?: Readonly<Record<string, NetworkFacts>>;
  readonly volumes?: Readonly<Record<string, VolumeFacts>>;
  readonly logs?: Readonly<Record<string, string>>;
  readonly kernel?: KernelSnapshot;
  readonly processes?: Readonly<Record<number, ProcessDetails>>;
  readonly interfaces?: Readonly<Record<number, NetworkNamespace>>;
  readonly cgroups?: Readonly<Record<string, CgroupReading>>;
  /** "cat x" on the host, "site: cat x" in a container. */
  readonly commands?: Readonly<Record<string, Partial<CommandResult>>>;
  readonly http?: Readonly<Record<string, HttpAnswer>>;
  readonly files?: Readonly<Record<string, string>>;
  readonly answers?: Readonly<Record<string, Awaited<ReturnType<World['answer']>>>>;
  /** What the world becomes when it is looked at anew. */
  readonly later?: FakeFacts;
}

/** A world in which these facts hold and nothing else is there. */
export function fakeWorld(facts: FakeFacts = {}): World {
  const containers = facts.containers ?? [];
  const run = (words: string): CommandResult => ({
    exitCode: 0,
    stdout: '',
    stderr: '',
    ...facts.commands?.[words],
  });
  return {
    again: () => fakeWorld(facts.later ?? facts),
    containers: async () => containers,
    container: async (name) => containers.find((each) => each.name === name || each.id === name),
    image: async (reference) => facts.images?.[reference],
    network: async (name) => facts.networks?.[name],
    volume: async (name) => facts.volumes?.[name],
    containerLog: async (name) => facts.logs?.[name] ?? '',
    kernel: async () => facts.kernel ?? kernelSnapshot(),
    process: async (pid) => facts.processes?.[pid],
    networkOf: async (pid) => facts.interfaces?.[pid],
    cgroup: async (path) => facts.cgroups?.[path],
    run: async ({ program, args }) => run([program, ...args].join(' ')),
    runIn: async (container, { program, args }) =>
      run(`${container}: ${[program, ...args].join(' ')}`),
    http: async (url, method) =>
      facts.http?.[`${method} ${url}`] ?? { failure: 'nothing listens there' },
    file: async (path) => {
      const text = facts.files?.[path];
      return text === undefined ? undefined : { text, mode: 0o644, kind: 'file' };
    },
    answer: async (id) => facts.answers?.[id],
  };
}

/** A world whose engine and kernel have gone: whatever is asked, nobody can look. */
export function goneWorld(): World {
  const gone = async (): Promise<never> => {
    throw new IsolabError('gone', 'The engine has gone.', 'Start it.');
  };
  return {
    again: goneWorld,
    containers: gone,
    container: gone,
    image: gone,
    network: gone,
    volume: gone,
    containerLog: gone,
    kernel: gone,
    process: gone,
    networkOf: gone,
    cgroup: gone,
    run: gone,
    runIn: gone,
    http: gone,
    file: gone,
    answer: async () => undefined,
  };
}
