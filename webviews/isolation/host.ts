import { IsolabError } from '../../extension/core/base/errors.ts';
import { Emitter } from '../../extension/core/base/event.ts';
import { t } from '../../extension/core/base/l10n.ts';
import type { Log } from '../../extension/core/base/log.ts';
import type { ContainerFacts } from '../../extension/core/engine/facts.ts';
import { mainCgroup } from '../../extension/core/kernel/cgroup/main.ts';
import type { KernelProcess, KernelSnapshot } from '../../extension/core/kernel/model.ts';
import type { Probe } from '../../extension/core/kernel/probe.ts';
import type { ViewHost } from '../shared/host.ts';
import type { KernelSources } from '../shared/kernelSources.ts';
import { Sampler } from '../shared/sampler.ts';
import { GuestReadings } from './guests.ts';
import { describeLimits } from './limits.ts';
import { drawGuest, drawPicture, type Picture } from './picture.ts';
import type { IsolationDetails, IsolationRequests, IsolationState, KernelId } from './protocol.ts';
import { Scene } from './scene.ts';

/** What the isolation view needs of the rest. */
export interface IsolationSources extends KernelSources {
  /** Whether a container is the open lab's: made in it, or made by Isolab for it. */
  owns(container: ContainerFacts): boolean;
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
  const { host, guests, log } = sources;
  const changed = new Emitter<IsolationState>();
  const scene = new Scene();
  const missing = new Set<string>();
  let isVisible = false;
  let state: IsolationState = {
    status: host === undefined ? 'ready' : 'reading',
    columns: [],
    processes: [],
    changes: [],
    areHostProcessesShown: false,
    method: methods[host?.probe.method ?? 'agent'](),
  };

  const become = (next: Partial<IsolationState>): void => {
    state = { ...state, ...next };
    changed.fire(state);
  };
  const drawn = (areHostProcessesShown = state.areHostProcessesShown): Partial<IsolationState> =>
    scene.draw(guests.all(), areHostProcessesShown);
  const see = (kernel: KernelId, snapshot: KernelSnapshot, picture: Picture): void => {
    const news = scene.see(kernel, snapshot, picture, state.areHostProcessesShown);
    const now = Date.now();
    const changes = [...news, ...state.changes]
      .filter(({ at }) => now - at < changesAreShownForMs)
      .slice(0, mostChanges);
    if (kernel !== 'host') return become({ ...drawn(), changes });
    const { trouble: _, ...rest } = state;
    state = rest;
    become({ status: 'ready', ...drawn(), changes });
  };
  const sampler = new Sampler(async (signal) => {
    if (host === undefined) return;
    try {
      const [containers, snapshot] = await Promise.all([
        host.engine?.containers(signal) ?? [],
        host.probe.snapshot(signal),
      ]);
      if (signal.aborted) return;
      const settled = withoutThoseInTransit(containers, snapshot, missing);
      see(
        'host',
        snapshot,
        drawPicture(settled, snapshot, (container) => sources.owns(container)),
      );
    } catch (error) {
      if (signal.aborted) return;
      log.error('The isolation view could not read.', error);
      become({ status: 'unavailable', trouble: troubleOf(error) });
    }
  }, periodMs);
  const readings = new GuestReadings(
    guests,
    {
      saw: (name, snapshot) => see(`guest:${name}`, snapshot, drawGuest(name, snapshot)),
      failed: (name, error) => {
        log.warn(`the guest ${name} could not be read: ${String(error)}`);
        scene.lose(`guest:${name}`, troubleOf(error).message);
        become(drawn());
      },
    },
    periodMs,
  );
  const subscriptions = [
    host?.engine?.onDidHappen(() => sampler.soon()),
    guests.onDidChange(() => {
      if (!isVisible) return;
      readings.start();
      become(drawn());
    }),
  ];

  return {
    state: () => state,
    onDidChangeState: changed.event,
    requests: {
      details: ({ kernel, pid }, signal) => {
        const probe = kernel === 'host' ? host?.probe : guests.probe(kernel.slice('guest:'.length));
        return probe && readDetails(probe, pid, scene.process(kernel, pid), signal);
      },
      showHostProcesses: (areHostProcessesShown) =>
        become({ areHostProcessesShown, ...drawn(areHostProcessesShown) }),
    },
    focus: (target) => become({ focus: { target, at: Date.now() } }),
    setVisible: (willBeVisible) => {
      isVisible = willBeVisible;
      if (isVisible) {
        sampler.start();
        readings.start();
        if (host === undefined) become(drawn());
      } else {
        sampler.stop();
        readings.stop();
      }
    },
    dispose() {
      for (const subscription of subscriptions) subscription?.dispose();
      sampler.dispose();
      readings.stop();
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
  probe: Pick<Probe, 'process' | 'network' | 'cgroups'>,
  pid: number,
  process: KernelProcess | undefined,
  signal: AbortSignal,
): Promise<IsolationDetails | undefined> {
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
