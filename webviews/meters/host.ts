import { IsolabError } from '../../extension/core/base/errors.ts';
import { Emitter } from '../../extension/core/base/event.ts';
import type { Log } from '../../extension/core/base/log.ts';
import type { ContainerFacts } from '../../extension/core/engine/facts.ts';
import { mainCgroup } from '../../extension/core/kernel/cgroup/main.ts';
import { cgroupRootOf } from '../../extension/core/kernel/cgroup/root.ts';
import type { KernelSnapshot } from '../../extension/core/kernel/model.ts';
import type { ViewHost } from '../shared/host.ts';
import type { KernelSources } from '../shared/kernelSources.ts';
import { Sampler } from '../shared/sampler.ts';
import { findFocus, readFocus, type MetersFocus } from './focus.ts';
import { History } from './history.ts';
import { listMachines, probeOf } from './machines.ts';
import { addMark, findMarks, oomMark } from './marks.ts';
import type { MetersRequests, MetersState } from './protocol.ts';

/** What the meters need of the rest. */
export interface MetersSources extends KernelSources {
  /** The machine on which the open lab is done: drawn until the learner chooses. */
  home(): string;
  /** IDs of the containers that Isolab's sessions own: they are drawn until the learner chooses. */
  ownedIds(): ReadonlySet<string>;
  readonly log: Log;
}

/** The meters; `focus` puts them on the cgroup that a step talks about, as soon as there is one. */
export type MetersHost = ViewHost<MetersRequests, MetersState> & {
  focus(target: string): void;
};

/** Which cgroups there are changes slowly; what is on screen is read five times a second, in a guest once. */
const treePeriodMs = 2000;
const meterPeriodMs = 200;
const guestPeriodMs = 1000;
const mostAtFirst = 3;

/** The meters of the chosen cgroups; reads only while visible. */
export function makeMetersHost(sources: MetersSources): MetersHost {
  const { host, guests, log } = sources;
  const changed = new Emitter<MetersState>();
  let history = new History();
  let machines: MetersState['machines'] = [];
  let machine = '';
  let wanted: string | undefined;
  let focus: MetersFocus | undefined;
  let focused: string | undefined;
  let chosen: readonly string[] | undefined;
  let tree: MetersState['tree'] = [];
  let marks: MetersState['marks'] = [];
  let status: MetersState['status'] = 'reading';
  let trouble: MetersState['trouble'];
  let cgroupMode = '';

  const titleOf = (path: string): string =>
    tree.find((cgroup) => cgroup.path === path)?.title ?? path;
  const paths = (): readonly string[] => chosen ?? pathsAtFirst(tree, focused, sources.ownedIds());
  const state = (): MetersState => ({
    status,
    ...(trouble && { trouble }),
    ...{ machines, machine },
    tree,
    at: history.at(),
    meters: paths().map((path) => {
      const latest = history.latest(path);
      return { path, title: titleOf(path), lines: history.lines(path), ...(latest && { latest }) };
    }),
    marks: marks.filter(({ path }) => paths().includes(path)),
    cgroupMode,
  });
  const push = (): void => changed.fire(state());

  const reading = (read: (signal: AbortSignal) => Promise<void>) => async (signal: AbortSignal) => {
    try {
      await read(signal);
      if (signal.aborted) return;
      [status, trouble] = ['ready', undefined];
    } catch (error) {
      if (signal.aborted) return;
      if (status !== 'unavailable') log.error('The meters could not read.', error);
      [status, trouble] = ['unavailable', troubleOf(error)];
    }
    push();
  };
  const startAnew = (id: string): void => {
    [machine, history, tree, marks] = [id, new History(), [], []];
    [chosen, focused, status, trouble] = [undefined, undefined, 'reading', undefined];
  };
  const trees = new Sampler(
    reading(async (signal) => {
      machines = listMachines(sources);
      const ids = machines.map(({ id }) => id);
      const id = [wanted, sources.home(), ...ids].find((each) => ids.includes(each ?? '')) ?? '';
      if (id !== machine) startAnew(id);
      const probe = probeOf(sources, id);
      if (probe === undefined) return;
      const [containers, snapshot] = await Promise.all([
        (id === 'host' && host?.engine?.containers(signal)) || [],
        probe.snapshot(signal),
      ]);
      if (signal.aborted) return;
      tree = drawTree(containers, snapshot);
      cgroupMode = snapshot.cgroupMode;
      if (focus?.machine === id) {
        const { pid } = focus;
        const first = snapshot.processes.find((process) => process.pid === pid);
        const root = first && cgroupRootOf(first, await probe.process(first.pid, signal));
        if (pid === undefined || root !== undefined) focused = findFocus(focus, tree, root ?? '');
      }
      if (!signal.aborted) meters.start();
    }),
    treePeriodMs,
  );
  const meters = new Sampler(
    reading(async (signal) => {
      const from = machine;
      const readings = (await probeOf(sources, from)?.cgroups(paths(), signal)) ?? [];
      if (signal.aborted || from !== machine) return;
      const at = Date.now();
      for (const each of readings) {
        const found = findMarks(history.latest(each.path), each, titleOf(each.path), at);
        for (const mark of found) marks = addMark(marks, mark);
      }
      history.add(at, readings);
    }),
    () => (machine === 'host' ? meterPeriodMs : guestPeriodMs),
  );
  const subscriptions = [
    guests.onDidChange(() => trees.soon()),
    host?.engine?.onDidHappen((event) => {
      const path = tree.find(({ containerId }) => containerId === event.id)?.path;
      // The counter often goes with its cgroup before it can be read; the engine's event does not.
      if (event.action === 'oom' && path !== undefined) {
        marks = addMark(marks, oomMark(path, titleOf(path), event.at));
      }
      trees.soon();
    }),
  ];

  return {
    state,
    onDidChangeState: changed.event,
    requests: {
      choose: (wanted) => {
        chosen = wanted;
        push();
        meters.soon();
      },
      chooseMachine: (id) => {
        wanted = id;
        trees.soon();
      },
    },
    focus: (target) => {
      focus = readFocus(target);
      [wanted, chosen, focused] = [focus?.machine, undefined, undefined];
      trees.soon();
    },
    setVisible: (isVisible) => {
      if (isVisible) return trees.start(); // The meters start when it is known what there is to read.
      trees.stop();
      meters.stop();
    },
    dispose() {
      for (const subscription of subscriptions) subscription?.dispose();
      trees.dispose();
      meters.dispose();
      changed.dispose();
    },
  };
}

function drawTree(
  containers: readonly ContainerFacts[],
  snapshot: KernelSnapshot,
): MetersState['tree'] {
  const byPid = new Map(snapshot.processes.map((process) => [process.pid, process]));
  const ownerOf = new Map<string, ContainerFacts>();
  for (const container of containers) {
    const first = byPid.get(container.pid);
    const path = first === undefined ? undefined : mainCgroup(first);
    if (path !== undefined && path !== '/') ownerOf.set(path, container);
  }
  return snapshot.cgroups.toSorted().map((path) => {
    const owner = ownerOf.get(path);
    const title = owner?.name ?? (path === '/' ? '/' : path.slice(path.lastIndexOf('/') + 1));
    return { path, title, ...(owner && { containerId: owner.id }) };
  });
}

function pathsAtFirst(
  tree: MetersState['tree'],
  focused: string | undefined,
  ownedIds: ReadonlySet<string>,
): readonly string[] {
  const owned = tree.filter(({ containerId }) => ownedIds.has(containerId ?? ''));
  const some = owned.length > 0 ? owned : tree.filter(({ containerId }) => containerId);
  const paths = [...(focused === undefined ? [] : [focused]), ...some.map(({ path }) => path)];
  return [...new Set(paths)].slice(0, mostAtFirst);
}

const troubleOf = (error: unknown): { message: string; fix: string } =>
  error instanceof IsolabError
    ? { message: error.message, fix: error.fix }
    : { message: String(error), fix: '' };
