import { Emitter } from '../../extension/core/base/event.ts';
import { t } from '../../extension/core/base/l10n.ts';
import type { Log } from '../../extension/core/base/log.ts';
import type { VmCounters, VmEvent } from '../../extension/core/qemu/facts.ts';
import type { Fleet, Vm } from '../../extension/core/qemu/vm.ts';
import type { ViewHost } from '../shared/host.ts';
import { Sampler } from '../shared/sampler.ts';
import type { MachinesRequests, MachinesState } from './protocol.ts';

/** What the Machines view needs of the rest. */
export interface MachinesSources {
  /** The VMs of the open lab; absent while no lab with VMs is open. */
  readonly fleet?: Pick<Fleet, 'vms' | 'vm' | 'clone' | 'onDidChange' | 'onDidHappen'>;
  /** What was announced so far, newest first. */
  events(): readonly VmEvent[];
  openConsole(vm: string): Promise<void> | void;
  focus(target: string): Promise<void> | void;
  readonly log: Log;
}

/** The Machines view; `focus` puts it on a VM. */
export type MachinesHost = ViewHost<MachinesRequests, MachinesState> & { focus(vm: string): void };

const periodMs = 1000;
const mostReadings = 120;

/** The VMs of a session; reads counters only while visible, everything else is announced. */
export function makeMachinesHost(sources: MachinesSources): MachinesHost {
  const { fleet, log } = sources;
  const changed = new Emitter<MachinesState>();
  const counters = new Map<string, readonly VmCounters[]>();
  const working = new Map<string, { readonly sentence: string; readonly limit: AbortController }>();
  let focused: MachinesState['focus'];

  const state = (): MachinesState => ({
    canHaveVms: fleet !== undefined,
    vms: (fleet?.vms ?? []).map(({ facts }) => facts),
    counters: Object.fromEntries(counters),
    events: sources.events(),
    busy: Object.fromEntries([...working].map(([vm, { sentence }]) => [vm, sentence])),
    ...(focused && { focus: focused }),
  });
  const push = (): void => changed.fire(state());

  const sampler = new Sampler(async (signal) => {
    const running = (fleet?.vms ?? []).filter(({ facts }) => facts.status === 'running');
    const readings = await Promise.all(running.map((vm) => readCounters(vm, signal, log)));
    if (signal.aborted) return;
    for (const [index, reading] of readings.entries()) {
      const name = running[index]?.spec.name;
      if (name === undefined || reading === undefined) continue;
      counters.set(name, [...(counters.get(name) ?? []), reading].slice(-mostReadings));
    }
    if (readings.some((reading) => reading !== undefined)) push();
  }, periodMs);

  /** Does one thing at a time with a VM, and says what. It goes on when the page that asked for it is closed. */
  const act = async (
    name: string,
    sentence: string,
    work: (vm: Vm, signal: AbortSignal) => Promise<unknown>,
  ): Promise<void> => {
    const vm = fleet?.vm(name);
    if (vm === undefined || working.has(name)) return;
    const limit = new AbortController();
    working.set(name, { sentence, limit });
    push();
    try {
      await work(vm, limit.signal);
    } catch (error) {
      if (!limit.signal.aborted) throw error;
    } finally {
      working.delete(name);
      push();
    }
  };
  const subscriptions = [fleet?.onDidChange(push), fleet?.onDidHappen(push)];

  return {
    state,
    onDidChangeState: changed.event,
    requests: {
      start: (name) => act(name, t('Starting {0}', name), (vm, signal) => vm.start({}, signal)),
      stop: (name) => act(name, t('Stopping {0}', name), (vm, signal) => vm.stop({}, signal)),
      pause: (name) => act(name, t('Pausing {0}', name), (vm, signal) => vm.pause(signal)),
      resume: (name) => act(name, t('Resuming {0}', name), (vm, signal) => vm.resume(signal)),
      migrate: (name) => act(name, t('Migrating {0}', name), (vm, signal) => vm.migrate(signal)),
      saveSnapshot: ({ vm: of, name }) =>
        act(of, t('Saving {0}', name), (vm, signal) => vm.saveSnapshot(name, signal)),
      restoreSnapshot: ({ vm: of, name }) =>
        act(of, t('Going back to {0}', name), (vm, signal) => vm.restoreSnapshot(name, signal)),
      deleteSnapshot: ({ vm: of, name }) =>
        act(of, t('Deleting {0}', name), (vm, signal) => vm.deleteSnapshot(name, signal)),
      clone: ({ vm: of, name }) =>
        act(of, t('Cloning {0}', of), (_vm, signal) => fleet?.clone(of, name, signal) ?? none),
      setCpus: ({ vm: of, count }) =>
        act(of, t('Changing the CPUs of {0}', of), (vm, signal) => vm.setCpus(count, signal)),
      setMemory: ({ vm: of, bytes }) =>
        act(of, t('Changing the memory of {0}', of), (vm, signal) => vm.setMemory(bytes, signal)),
      cancel: (name) => working.get(name)?.limit.abort(),
      openConsole: (name) => sources.openConsole(name),
      focus: (target) => sources.focus(target),
    },
    focus: (vm) => {
      focused = { vm, at: Date.now() };
      push();
    },
    setVisible: (isVisible) => (isVisible ? sampler.start() : sampler.stop()),
    dispose() {
      for (const subscription of subscriptions) subscription?.dispose();
      sampler.dispose();
      changed.dispose();
    },
  };
}

const none = Promise.resolve();

/** A VM may stop between two readings, and a busy one may not answer: the next reading is soon. */
async function readCounters(
  vm: Vm,
  signal: AbortSignal,
  log: Log,
): Promise<VmCounters | undefined> {
  try {
    return await vm.counters(signal);
  } catch (error) {
    if (!signal.aborted) log.warn(`no counters of ${vm.spec.name}: ${String(error)}`);
    return undefined;
  }
}
