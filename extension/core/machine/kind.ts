/** Kinds of machines: a VM, a container of the engine, this computer. Apart, because pages know them too. */
export const machineKinds = ['guest', 'workbench', 'host'] as const;
export type MachineKind = (typeof machineKinds)[number];
