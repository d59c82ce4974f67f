import { IsolabError } from '../../extension/core/base/errors.ts';
import { Emitter, type Event } from '../../extension/core/base/event.ts';
import { t } from '../../extension/core/base/l10n.ts';
import type { Log } from '../../extension/core/base/log.ts';
import type { ContainerFacts, EngineEvent } from '../../extension/core/engine/facts.ts';
import { mainCgroup } from '../../extension/core/kernel/cgroup/main.ts';
import { diffSnapshots } from '../../extension/core/kernel/diff.ts';
import type { KernelSnapshot } from '../../extension/core/kernel/model.ts';
import type { Probe } from '../../extension/core/kernel/probe.ts';
import type { ViewHost } from '../shared/host.ts';
import { Sampler } from '../shared/sampler.ts';
import { describeChanges } from './changes.ts';
import { describeLimits } from './limits.ts';
import { drawPicture, listProcesses, type Picture } from './picture.ts';
import type { IsolationDetails, IsolationRequests, IsolationState } from './protocol.ts';

/** What the isolation view needs of the rest. */
export interface IsolationSources {
  readonly engine: {
    containers(signal: AbortSignal): Promise<readonly ContainerFacts[]>;
    readonly onDidHappen: Event<EngineEvent>;
  };
  readonly probe: Pick<Probe, 'method' | 'snapshot' | 'cgroups' | 'process' | 'network'>;
  /** IDs of the containers that Isolab's sessions own. */
  ownedIds(): ReadonlySet<string>;
  readonly log: Log;
}

/** The isolation view; `focus` puts it on an object that a check talks about. */
export type IsolationHost = ViewHost<IsolationRequests, IsolationState> & {
  focus(target: string): void;
};

/** Processes once a second, at once when the engine announces something, and only while the view is visible. */
const periodMs = 1000;
const changesAreShownForMs = 10_000;
const mostChanges = 100;

export function makeIsolationHost(sources: IsolationSources): IsolationHost {
  const { engine, probe, log } = sources;
  const changed = new Emitter<IsolationState>();
  let state: IsolationState = {
    status: 'reading',
    columns: [],
    namespaces: [],
    processes: [],
    changes: [],
    areHostProcessesShown: false,
    method: methods[probe.method](),
  };
  const missing = new Set<string>();
  let last: { snapshot: KernelSnapshot; picture: Picture } | undefined;

  const become = (next: Partial<IsolationState>): void => {
    state = { ...state, ...next };
    changed.fire(state);
  };
  const draw = (snapshot: KernelSnapshot, picture: Picture): void => {
    const { areHostProcessesShown } = state;
    const now = Date.now();
    const news =
      last === undefined
        ? []
        : describeChanges(
            diffSnapshots(last.snapshot, snapshot),
            last.picture,
            picture,
            areHostProcessesShown,
            now,
          );
    last = { snapshot, picture };
    const { trouble: _, ...rest } = state;
    state = rest;
    become({
      status: 'ready',
      columns: picture.columns,
      namespaces: snapshot.namespaces,
      processes: listProcesses(picture, snapshot, areHostProcessesShown),
      changes: [...news.toReversed(), ...state.changes]
        .filter(({ at }) => now - at < changesAreShownForMs)
        .slice(0, mostChanges),
    });
  };
  const sampler = new Sampler(async (signal) => {
    try {
      const [containers, snapshot] = await Promise.all([
        engine.containers(signal),
        probe.snapshot(signal),
      ]);
      if (signal.aborted) return;
      const settled = withoutThoseInTransit(containers, snapshot, missing);
      draw(snapshot, drawPicture(settled, snapshot, sources.ownedIds()));
    } catch (error) {
      if (signal.aborted) return;
      log.error('The isolation view could not read.', error);
      become({ status: 'unavailable', trouble: troubleOf(error) });
    }
  }, periodMs);
  const subscription = engine.onDidHappen(() => sampler.soon());

  return {
    state: () => state,
    onDidChangeState: changed.event,
    requests: {
      details: (pid, signal) => readDetails(probe, pid, last?.snapshot, signal),
      showHostProcesses: (show) => {
        become({
          areHostProcessesShown: show,
          ...(last && { processes: listProcesses(last.picture, last.snapshot, show) }),
        });
      },
    },
    focus: (target) => become({ focus: { target, at: Date.now() } }),
    setVisible: (isVisible) => (isVisible ? sampler.start() : sampler.stop()),
    dispose() {
      subscription.dispose();
      sampler.dispose();
      changed.dispose();
    },
  };
}

/**
 * Engine and kernel are read at about the same time: a container that has just ended or begun may have no process
 * yet or any more. One that misses it twice running is one whose process may not be seen, and stays.
 */
function withoutThoseInTransit(
  containers: readonly ContainerFacts[],
  snapshot: KernelSnapshot,
  missing: Set<string>,
): readonly ContainerFacts[] {
  const pids = new Set(snapshot.processes.map(({ pid }) => pid));
  const before = new Set(missing);
  missing.clear();
  return containers.filter(({ id, pid }) => {
    if (pid === 0 || pids.has(pid)) return true;
    missing.add(id);
    return before.has(id);
  });
}

async function readDetails(
  probe: IsolationSources['probe'],
  pid: number,
  snapshot: KernelSnapshot | undefined,
  signal: AbortSignal,
): Promise<IsolationDetails | undefined> {
  const process = snapshot?.processes.find((candidate) => candidate.pid === pid);
  const path = process === undefined ? undefined : mainCgroup(process);
  const [details, network, cgroups] = await Promise.all([
    probe.process(pid, signal),
    probe.network(pid, signal),
    path === undefined ? [] : probe.cgroups([path], signal),
  ]);
  if (details === undefined) return undefined;
  const [cgroup] = cgroups;
  return {
    details,
    ...(network && { network }),
    ...(cgroup && { cgroup: { path: cgroup.path, limits: describeLimits(cgroup) } }),
  };
}

const troubleOf = (error: unknown): { message: string; fix: string } =>
  error instanceof IsolabError
    ? { message: error.message, fix: error.fix }
    : { message: String(error), fix: '' };

const methods: Record<Probe['method'], () => string> = {
  'in-process': () => t('Read directly, as root on this kernel'),
  helper: () => t('Read through a helper container'),
  agent: () => t('Read through the guest’s agent'),
};
