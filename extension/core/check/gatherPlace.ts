import { IsolabError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { cgroupRootOf } from '../kernel/cgroup/root.ts';
import { findHostProcess, processesBelow, processesOf } from '../kernel/container.ts';
import type { Probe } from '../kernel/probe.ts';
import type { Machine } from '../machine/machine.ts';
import { bounded, keep } from './gathered.ts';
import { visible } from './visible.ts';
import type { Place } from './world.ts';

type Reader = Pick<Probe, 'snapshot' | 'process' | 'network' | 'cgroups'>;

/** What is asked of a machine. */
export type MachineSource = Pick<Machine, 'id' | 'kind' | 'run' | 'file'> & {
  readonly probe?: Reader;
  readonly firstPid?: number;
};

/**
 * The facts of one machine, through its own probe, or this one where its kernel is not its own; without a machine
 * those of the kernel alone.
 */
export function gatherPlace(
  machine: MachineSource | undefined,
  shared: Reader | undefined,
  signal: AbortSignal,
): Place {
  const once = keep();
  const probe = async (): Promise<Reader> => machine?.probe ?? shared ?? noProbe();
  const source = async (): Promise<MachineSource> => machine ?? notOnHost();
  const kernel: Place['kernel'] = () =>
    once(['kernel'], async () => (await probe()).snapshot(signal));
  const process: Place['process'] = (pid) =>
    once(['process', pid], async () => (await probe()).process(pid, signal));
  const firstPid = machine?.firstPid;
  const first: Place['first'] = async () => {
    const snapshot = await kernel();
    const found =
      firstPid === undefined
        ? findHostProcess(snapshot)
        : snapshot.processes.find(({ pid }) => pid === firstPid);
    return found ?? visible<never>(undefined, t('The first process'));
  };
  const cgroupRoot = async (): Promise<string> =>
    firstPid === undefined ? '' : cgroupRootOf(await first(), await process(firstPid));
  return {
    kind: machine?.kind ?? 'host',
    guestName: machine?.kind === 'guest' ? machine.id : undefined,
    kernel,
    process,
    networkOf: (pid) => once(['networkOf', pid], async () => (await probe()).network(pid, signal)),
    cgroup: (path) =>
      once(['cgroup', path], async () => (await (await probe()).cgroups([path], signal))[0]),
    first,
    cgroupRoot,
    async processes() {
      const snapshot = await kernel();
      if (firstPid === undefined) return snapshot.processes;
      const root = await cgroupRoot();
      return root === '' ? processesOf(snapshot, firstPid) : processesBelow(snapshot, root);
    },
    async numberOf({ pid, nestedPids }) {
      if (firstPid === undefined) return pid;
      return nestedPids[(await first()).nestedPids.length - 1] ?? pid;
    },
    run: (command) =>
      once(['run', command], async () => bounded(await (await source()).run(command, signal))),
    file: (path) => once(['file', path], async () => (await source()).file(path, signal)),
  };
}

/** Nobody can look at what an engine has where the lab has none. */
export function noEngine(): never {
  throw new IsolabError(
    'no-engine-here',
    t('This lab runs without a Docker Engine.'),
    t('Tell the author of the lab: it lacks `engine` under needs.'),
  );
}

function noProbe(): never {
  throw new IsolabError(
    'kernel-out-of-reach',
    t('The kernel of this machine cannot be read.'),
    t('Run isolab doctor: it says how the kernel is read on this machine.'),
  );
}

function notOnHost(): never {
  throw new IsolabError(
    'host-out-of-reach',
    t('Nothing is run on the host in this lab.'),
    t('Tell the author of the lab: what is asked of the host belongs to `machine`.'),
  );
}
