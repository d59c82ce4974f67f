import type { KernelProcess, ProcessDetails } from '../model.ts';
import { mainCgroup } from './main.ts';

/**
 * The cgroup of a container: what its first process has mounted as the root of the hierarchy. It may itself be in one
 * below, so that the learner can divide that root (cgroup-v2.rst, "No Internal Process Constraint").
 */
export function cgroupRootOf(first: KernelProcess, details: ProcessDetails | undefined): string {
  const mounts = details?.mounts.seen === true ? details.mounts.value : [];
  const mount = mounts.find(({ type, superOptions }) =>
    'memory' in first.cgroups
      ? type === 'cgroup' && superOptions.includes('memory')
      : type === 'cgroup2',
  );
  const root = mount?.root ?? mainCgroup(first) ?? '/';
  return root === '/' ? '' : root;
}
