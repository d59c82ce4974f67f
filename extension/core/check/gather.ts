import type { Engine } from '../engine/engine.ts';
import type { Probe } from '../kernel/probe.ts';
import type { Machine } from '../machine/machine.ts';
import { askHttp } from './httpAnswer.ts';
import type { World } from './world.ts';

/** Where the facts of a world come from. */
export interface WorldSources {
  readonly engine: Pick<
    Engine,
    'containers' | 'container' | 'image' | 'network' | 'volume' | 'containerLog' | 'exec'
  >;
  readonly probe: Pick<Probe, 'snapshot' | 'process' | 'network' | 'cgroups'>;
  readonly machine: Pick<Machine, 'run' | 'file'>;
  /** What the learner answered, judged. */
  readonly answers: { of(questionId: string): Awaited<ReturnType<World['answer']>> };
  /** Whether a container, by its ID, is of this session; without it every one is. */
  readonly isOwned?: (containerId: string) => boolean;
  readonly signal: AbortSignal;
}

const maxOutput = 64 * 1024;

/** The world, asked through these sources: each fact is gathered when it is first asked for, and then kept. */
export function gatherWorld(sources: WorldSources): World {
  const { engine, probe, machine, answers, isOwned = () => true, signal } = sources;
  const facts = new Map<string, Promise<unknown>>();
  // One kind of key is always asked with one type of fact: the key begins with the method's name.
  const once = <T>(key: readonly unknown[], gather: () => Promise<T>): Promise<T> => {
    const name = JSON.stringify(key);
    const fact = (facts.get(name) as Promise<T> | undefined) ?? gather();
    facts.set(name, fact);
    return fact;
  };
  return {
    again: () => gatherWorld(sources),
    containers: () =>
      once(['containers'], async () =>
        (await engine.containers(signal)).filter(({ id }) => isOwned(id)),
      ),
    container: (name) => once(['container', name], () => engine.container(name, signal)),
    image: (reference) => once(['image', reference], () => engine.image(reference, signal)),
    network: (name) => once(['network', name], () => engine.network(name, signal)),
    volume: (name) => once(['volume', name], () => engine.volume(name, signal)),
    containerLog: (name) => once(['log', name], () => engine.containerLog(name, signal)),
    kernel: () => once(['kernel'], () => probe.snapshot(signal)),
    process: (pid) => once(['process', pid], () => probe.process(pid, signal)),
    networkOf: (pid) => once(['networkOf', pid], () => probe.network(pid, signal)),
    cgroup: (path) => once(['cgroup', path], async () => (await probe.cgroups([path], signal))[0]),
    run: (command) =>
      once(['run', command], async () => bounded(await machine.run(command, signal))),
    runIn: (container, command) =>
      once(['runIn', container, command], async () =>
        bounded(await engine.exec(container, command, signal)),
      ),
    http: (url, method) => once(['http', url, method], () => askHttp(url, method, signal)),
    file: (path) => once(['file', path], () => machine.file(path, signal)),
    answer: async (questionId) => answers.of(questionId),
  };
}

function bounded<T extends { readonly stdout: string; readonly stderr: string }>(result: T): T {
  return {
    ...result,
    stdout: result.stdout.slice(-maxOutput),
    stderr: result.stderr.slice(-maxOutput),
  };
}
