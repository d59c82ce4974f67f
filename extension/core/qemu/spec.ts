/** The files that a guest boots from: a kernel and its first root, and a disk that is only ever a backing file. */
export interface GuestFiles {
  readonly variant: string;
  /** As `uname -m` says it: x86_64, aarch64. */
  readonly arch: string;
  /** Names this build: other content, other hash. */
  readonly hash: string;
  /** Absolute paths. */
  readonly kernel: string;
  readonly initramfs: string;
  readonly disk: string;
}

/** What makes the CPU of a guest: hardware through the host's kernel, or translation. */
export type AcceleratorName = 'kvm' | 'hvf' | 'whpx' | 'tcg';

/** A port of the guest that is reached on the host's loopback address. */
export interface Forward {
  readonly hostPort: number;
  readonly guestPort: number;
}

/** A VM as its owner wants it. Sizes are bytes. */
export interface VmSpec {
  /** Names it in its session and is its host name: lower-case letters, digits and `-`. */
  readonly name: string;
  readonly files: GuestFiles;
  /** How many CPUs it starts with, and how many it may be given while it runs. */
  readonly cpus: { readonly start: number; readonly max: number };
  readonly memory: { readonly startBytes: number; readonly maxBytes: number };
  /** `none`, or QEMU's user networking with these forwards. */
  readonly network: 'none' | { readonly forwards: readonly Forward[] };
  /** Sizes of further, empty disks, by name. */
  readonly disks: Readonly<Record<string, number>>;
  /** `saved`: continue from a saved state of a booted guest where there is or can be one. `cold`: boot. */
  readonly boot: 'saved' | 'cold';
  /** Only when the lab is about it; else the best that has proven itself on this machine. */
  readonly accelerator?: AcceleratorName;
}
