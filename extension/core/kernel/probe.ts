import type { CgroupReading, KernelSnapshot, NetworkNamespace, ProcessDetails } from './model.ts';

/**
 * Reads kernel facts from one machine. Every method rejects with an IsolabError when the machine cannot be
 * asked at all, and answers `seen: false` with the reason for a single fact that it may not read.
 */
export interface Probe extends AsyncDisposable {
  /** How it reads: `in-process` as root on that kernel, `helper` in a container with --pid=host, `agent` in a guest. */
  readonly method: 'in-process' | 'helper' | 'agent';
  /** All processes, namespaces and cgroup paths. Incremental: unchanged processes are not read again. */
  snapshot(signal: AbortSignal): Promise<KernelSnapshot>;
  /** The numbers of these cgroups, in the order asked; one that is gone is left out. */
  cgroups(paths: readonly string[], signal: AbortSignal): Promise<readonly CgroupReading[]>;
  /** Mounts, id maps, capabilities and seccomp of one process; `undefined` when it is gone. */
  process(pid: number, signal: AbortSignal): Promise<ProcessDetails | undefined>;
  /** The network namespace in which this process is; `undefined` when it is gone. */
  network(pid: number, signal: AbortSignal): Promise<NetworkNamespace | undefined>;
}
