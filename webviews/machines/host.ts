import { Emitter, type Event } from '../../extension/core/base/event.ts';
import { t } from '../../extension/core/base/l10n.ts';
import type { Log } from '../../extension/core/base/log.ts';
import type { Report } from '../../extension/core/machine/equipment.ts';
import type { VmCounters, VmEvent, VmFacts } from '../../extension/core/qemu/facts.ts';
import type { VmAnswer, VmRequest } from '../../extension/core/session/vmRequest.ts';
import type { ViewHost } from '../shared/host.ts';
import { Sampler } from '../shared/sampler.ts';
import type { MachinesRequests, MachinesState } from './protocol.ts';

/** What the Machines view needs of the open session. */
export interface MachinesSession {
  readonly state: { readonly vms: readonly VmFacts[] };
  readonly onDidChange: Event<unknown>;
  vm(request: VmRequest, report: Report, signal: AbortSignal): Promise<VmAnswer>;
  counters(vm: string, signal: AbortSignal): Promise<VmCounters>;
}

/** What the Machines view needs of the rest. */
export interface MachinesSources {
  /** Absent while no lab is open. */
  readonly session?: MachinesSession;
  /** What QEMU announced of the session's VMs, newest first; `onDidHappen` tells that there is more. */
  events(): readonly VmEvent[];
  readonly onDidHappen: Event<unknown>;
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
  const { session, log } = sources;
  const changed = new Emitter<MachinesState>();
  const counters = new Map<string, readonly VmCounters[]>();
  const working = new Map<string, { sentence: string; readonly limit: AbortController }>();
  const said = new Map<string, readonly string[]>();
  let focused: MachinesState['focus'];

  const vms = (): readonly VmFacts[] => session?.state.vms ?? [];
  const state = (): MachinesState => ({
    canHaveVms: session !== undefined,
    vms: vms(),
    counters: Object.fromEntries(counters),
    events: sources.events(),
    busy: Object.fromEntries([...working].map(([vm, { sentence }]) => [vm, sentence])),
    said: Object.fromEntries(said),
    ...(focused && { focus: focused }),
  });
  const push = (): void => changed.fire(state());

  const read = async (vm: string, signal: AbortSignal): Promise<void> => {
    try {
      const reading = await session?.counters(vm, signal);
      if (reading === undefined || signal.aborted) return;
      counters.set(vm, [...(counters.get(vm) ?? []), reading].slice(-mostReadings));
    } catch (error) {
      // A VM may stop between two readings, and a busy one may not answer: the next reading is soon.
      if (!signal.aborted) log.warn(`no counters of ${vm}: ${String(error)}`);
    }
  };
  const sampler = new Sampler(async (signal) => {
    const running = vms().filter(({ status }) => status === 'running');
    await Promise.all(running.map(({ name }) => read(name, signal)));
    if (!signal.aborted && running.length > 0) push();
  }, periodMs);

  /** Does one thing at a time with a VM, and says what. It goes on when the page that asked for it is closed. */
  const act = async (sentence: string, request: VmRequest): Promise<void> => {
    const { name } = request;
    if (session === undefined || working.has(name)) return;
    const work = { sentence, limit: new AbortController() };
    const report = (message: string): void => {
      work.sentence = `${sentence}: ${message}`;
      push();
    };
    working.set(name, work);
    said.delete(name);
    push();
    try {
      const answer = await session.vm(request, report, work.limit.signal);
      said.set(name, answer.said);
    } catch (error) {
      if (!work.limit.signal.aborted) throw error;
    } finally {
      working.delete(name);
      push();
    }
  };
  const subscriptions = [session?.onDidChange(push), sources.onDidHappen(push)];

  return {
    state,
    onDidChangeState: changed.event,
    requests: {
      start: (name) => act(t('Starting {0}', name), { do: 'start', name, isCold: false }),
      stop: (name) => act(t('Stopping {0}', name), { do: 'stop', name, isForced: false }),
      pause: (name) => act(t('Pausing {0}', name), { do: 'pause', name }),
      resume: (name) => act(t('Resuming {0}', name), { do: 'resume', name }),
      reset: (name) => act(t('Booting {0} anew', name), { do: 'reset', name }),
      migrate: (name) => act(t('Migrating {0}', name), { do: 'migrate', name }),
      saveSnapshot: ({ vm: name, name: snapshot }) =>
        act(t('Saving {0}', snapshot), { do: 'snapshot-save', name, snapshot }),
      restoreSnapshot: ({ vm: name, name: snapshot }) =>
        act(t('Going back to {0}', snapshot), { do: 'snapshot-restore', name, snapshot }),
      deleteSnapshot: ({ vm: name, name: snapshot }) =>
        act(t('Deleting {0}', snapshot), { do: 'snapshot-delete', name, snapshot }),
      clone: ({ vm: name, name: to }) => act(t('Cloning {0}', name), { do: 'clone', name, to }),
      setCpus: ({ vm: name, count }) =>
        act(t('Changing the CPUs of {0}', name), { do: 'cpus', name, count }),
      setMemory: ({ vm: name, bytes }) =>
        act(t('Changing the memory of {0}', name), { do: 'memory', name, bytes }),
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
