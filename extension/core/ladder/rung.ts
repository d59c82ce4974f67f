import type { NamespaceType, Seen } from '../kernel/model.ts';

/** The rungs of the isolation ladder, from none to a machine of its own. */
export const rungKinds = ['process', 'chroot', 'container', 'jvm', 'vm-tcg', 'vm-kvm'] as const;
export type RungKind = (typeof rungKinds)[number];

/** One measured rung: the same small program, isolated in one way. */
export interface Rung {
  readonly kind: RungKind;
  /** Why it could not be measured here, where it could not. */
  readonly measured: Seen<Measured>;
}

/** What was measured of one rung. */
export interface Measured {
  /** From the request to the program's first line, milliseconds: each try, in order. */
  readonly startMs: readonly number[];
  /** What the program and all that is there for it alone take, bytes. */
  readonly memoryBytes: number;
  /** Which number that is: "memory.current of its cgroup", "resident memory of QEMU". */
  readonly memoryMeaning: string;
  readonly kernelRelease: string;
  /** Namespaces that it does not share with the host's first process; all of them where the kernel is another. */
  readonly ownNamespaces: readonly NamespaceType[];
  readonly hasOwnKernel: boolean;
  /** Files of the host that it sees as its root: the path, or what its disk is. */
  readonly root: string;
}

/** All rungs of this machine, measured one after the other. */
export interface Ladder {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly rungs: readonly Rung[];
}
