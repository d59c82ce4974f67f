import type { VmFacts } from '../../extension/core/qemu/facts.ts';
import { t } from '../../extension/core/base/l10n.ts';
import { mainCgroup } from '../../extension/core/kernel/cgroup/main.ts';
import { diffSnapshots } from '../../extension/core/kernel/diff.ts';
import type { KernelProcess, KernelSnapshot } from '../../extension/core/kernel/model.ts';
import { describeChanges } from './changes.ts';
import { listProcesses, type Picture } from './picture.ts';
import type { IsolationColumn, IsolationState, KernelId } from './protocol.ts';

interface Sight {
  readonly snapshot: KernelSnapshot;
  readonly picture: Picture;
}

/** What was read last of each kernel, put side by side: the host's columns first, then the guests'. */
export class Scene {
  readonly #sights = new Map<KernelId, Sight>();
  /** Why a guest's kernel could not be read when it was tried last. */
  readonly #reasons = new Map<KernelId, string>();

  /** Takes the last reading of a kernel, and says what it shows that the one before did not, newest first. */
  see(
    kernel: KernelId,
    snapshot: KernelSnapshot,
    picture: Picture,
    areAllIncluded: boolean,
  ): IsolationState['changes'] {
    const last = this.#sights.get(kernel);
    this.#sights.set(kernel, { snapshot, picture });
    this.#reasons.delete(kernel);
    // A guest that has booted anew, or gone back to a VM snapshot of another boot, is not compared with before.
    if (last === undefined || last.snapshot.bootId !== snapshot.bootId) return [];
    const changes = diffSnapshots(last.snapshot, snapshot);
    return describeChanges(
      changes,
      last.picture,
      picture,
      kernel,
      areAllIncluded,
      Date.now(),
    ).toReversed();
  }

  /** A kernel could not be read, for this reason. */
  lose(kernel: KernelId, reason: string): void {
    this.#sights.delete(kernel);
    this.#reasons.set(kernel, reason);
  }

  /** The process, where it was seen at the last reading of its kernel. */
  process(kernel: KernelId, pid: number): KernelProcess | undefined {
    return this.#sights.get(kernel)?.snapshot.processes.find((each) => each.pid === pid);
  }

  /** All columns and processes, each guest linked with the QEMU that is its machine. */
  draw(
    vms: readonly VmFacts[],
    areAllIncluded: boolean,
  ): Pick<IsolationState, 'columns' | 'processes'> {
    const host = this.#sights.get('host');
    const guests = vms.filter(({ status }) => status !== 'off' && status !== 'lost');
    const qemus = new Map(guests.map((vm) => [vm.name, host && findQemu(vm, host.snapshot)]));
    const runs = new Map(
      [...qemus].flatMap(([name, qemu]) =>
        qemu === undefined ? [] : [[qemu.pid, `guest:${name}`]],
      ),
    );
    const parts = guests.map((vm) => this.#drawGuest(vm, qemus.get(vm.name), areAllIncluded));
    return {
      columns: [...(host?.picture.columns ?? []), ...parts.flatMap(({ columns }) => columns)],
      processes: [
        ...(host ? listProcesses('host', host.picture, host.snapshot, areAllIncluded, runs) : []),
        ...parts.flatMap(({ processes }) => processes),
      ],
    };
  }

  #drawGuest(
    vm: VmFacts,
    qemu: KernelProcess | undefined,
    areAllIncluded: boolean,
  ): Pick<IsolationState, 'columns' | 'processes'> {
    const kernel: KernelId = `guest:${vm.name}`;
    const sight = this.#sights.get(kernel);
    const link = machineOf(vm, qemu);
    // A paused guest's processes stand still and are there; those of one that has panicked are gone.
    if (sight === undefined || vm.status === 'panicked' || vm.status === 'starting') {
      return { columns: [{ ...silent(vm, this.#reasons.get(kernel)), ...link }], processes: [] };
    }
    const { snapshot, picture } = sight;
    return {
      columns: picture.columns.map((column) =>
        column.kind === 'guest' ? { ...column, ...link, subtitle: subtitleOf(vm) } : column,
      ),
      processes: listProcesses(kernel, picture, snapshot, areAllIncluded),
    };
  }
}

/** By its PID, which a QEMU in a container has in there. A process of that number that is no QEMU is a stranger. */
function findQemu({ process }: VmFacts, snapshot: KernelSnapshot): KernelProcess | undefined {
  if (process === undefined) return undefined;
  const { pid, place } = process;
  return snapshot.processes.find(
    (each) =>
      each.name.startsWith('qemu') &&
      (place === 'host' ? each.pid === pid : each.nestedPids.at(-1) === pid),
  );
}

function machineOf(
  { process, accelerator }: VmFacts,
  qemu: KernelProcess | undefined,
): Pick<IsolationColumn, 'machine'> {
  if (process === undefined || qemu === undefined) return {};
  const { cpuThreads } = process;
  const cgroup = mainCgroup(qemu) ?? '';
  return { machine: { pid: qemu.pid, cgroup, accelerator: accelerator.name, cpuThreads } };
}

/** The column of a guest whose kernel does not answer. */
function silent(vm: VmFacts, failure: string | undefined): IsolationColumn {
  const { name, status, trouble } = vm;
  const reason = status === 'starting' ? t('it is still starting') : (trouble ?? failure);
  return {
    id: `guest:${name}`,
    kind: 'guest',
    kernel: `guest:${name}`,
    title: name,
    subtitle: subtitleOf(vm),
    isOwned: true,
    pid: 1,
    namespaces: { seen: false, reason: reason ?? t('nobody has looked yet') },
    kernelRelease: '',
  };
}

const subtitleOf = ({ accelerator }: VmFacts): string => t('VM, {0}', accelerator.name);
