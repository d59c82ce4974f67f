import type { KernelProcess } from '../model.ts';

/** The path of a process in the hierarchy that holds containers: memory where that is v1, else v2. */
export function mainCgroup({ cgroups }: Pick<KernelProcess, 'cgroups'>): string | undefined {
  return cgroups['memory'] ?? cgroups[''];
}
