import { parseCapabilityMask } from '../capabilities.ts';

/** Names of single bits, lowest first, without the prefix that they share. */
export type Bits = Readonly<Record<string, bigint>>;

/** The names of the bits that are set, joined by "|"; bits without a name as a number, and "0" for none. */
export function joinFlags(value: bigint, bits: Bits): string {
  return nameFlags(value, bits).join('|') || '0';
}

/** The names of the bits that are set, in the table's order, then those without a name as one number. */
export function nameFlags(value: bigint, bits: Bits): readonly string[] {
  const names: string[] = [];
  let rest = value;
  for (const [name, bit] of Object.entries(bits)) {
    if ((value & bit) === 0n) continue;
    names.push(name);
    rest &= ~bit;
  }
  return rest === 0n ? names : [...names, `0x${rest.toString(16)}`];
}

/** The name of a capability by its number, without CAP_ (include/uapi/linux/capability.h). */
export function nameCapability(number: bigint): string {
  const mask = number < 64n ? (1n << number).toString(16) : '';
  return parseCapabilityMask(mask)?.[0]?.toUpperCase() ?? String(number);
}

const bit = (number: number): bigint => 1n << BigInt(number);

/** CLONE_* (include/uapi/linux/sched.h; clone(2), unshare(2), setns(2)). */
export const cloneFlags: Bits = {
  NEWTIME: 0x80n,
  VM: 0x100n,
  FS: 0x200n,
  FILES: 0x400n,
  SIGHAND: 0x800n,
  PIDFD: 0x1000n,
  PTRACE: 0x2000n,
  VFORK: 0x4000n,
  PARENT: 0x8000n,
  THREAD: 0x10000n,
  NEWNS: 0x20000n,
  SYSVSEM: 0x40000n,
  SETTLS: 0x80000n,
  PARENT_SETTID: 0x100000n,
  CHILD_CLEARTID: 0x200000n,
  DETACHED: 0x400000n,
  UNTRACED: 0x800000n,
  CHILD_SETTID: 0x1000000n,
  NEWCGROUP: 0x2000000n,
  NEWUTS: 0x4000000n,
  NEWIPC: 0x8000000n,
  NEWUSER: 0x10000000n,
  NEWPID: 0x20000000n,
  NEWNET: 0x40000000n,
  IO: 0x80000000n,
  CLEAR_SIGHAND: 0x100000000n,
  INTO_CGROUP: 0x200000000n,
};

/** MS_* (include/uapi/linux/mount.h; mount(2)). */
export const mountFlags: Bits = {
  RDONLY: bit(0),
  NOSUID: bit(1),
  NODEV: bit(2),
  NOEXEC: bit(3),
  SYNCHRONOUS: bit(4),
  REMOUNT: bit(5),
  MANDLOCK: bit(6),
  DIRSYNC: bit(7),
  NOSYMFOLLOW: bit(8),
  NOATIME: bit(10),
  NODIRATIME: bit(11),
  BIND: bit(12),
  MOVE: bit(13),
  REC: bit(14),
  SILENT: bit(15),
  POSIXACL: bit(16),
  UNBINDABLE: bit(17),
  PRIVATE: bit(18),
  SLAVE: bit(19),
  SHARED: bit(20),
  RELATIME: bit(21),
  I_VERSION: bit(23),
  STRICTATIME: bit(24),
  LAZYTIME: bit(25),
};

/** MNT_* and UMOUNT_NOFOLLOW (include/linux/fs.h; umount(2)). */
export const umountFlags: Bits = { FORCE: 1n, DETACH: 2n, EXPIRE: 4n, NOFOLLOW: 8n };

/** FSOPEN_* and FSMOUNT_* (include/uapi/linux/mount.h; fsopen(2), fsmount(2)). */
export const closeOnExec: Bits = { CLOEXEC: 1n };

/** FSPICK_* (include/uapi/linux/mount.h; fspick(2)). */
export const fspickFlags: Bits = {
  CLOEXEC: 1n,
  SYMLINK_NOFOLLOW: 2n,
  NO_AUTOMOUNT: 4n,
  EMPTY_PATH: 8n,
};

/** MOUNT_ATTR_* (include/uapi/linux/mount.h; fsmount(2), mount_setattr(2)). */
export const mountAttributes: Bits = {
  RDONLY: 1n,
  NOSUID: 2n,
  NODEV: 4n,
  NOEXEC: 8n,
  NOATIME: 0x10n,
  STRICTATIME: 0x20n,
  NODIRATIME: 0x80n,
  IDMAP: 0x100000n,
  NOSYMFOLLOW: 0x200000n,
};

/** MOVE_MOUNT_* (include/uapi/linux/mount.h; move_mount(2)). */
export const moveMountFlags: Bits = {
  F_SYMLINKS: 1n,
  F_AUTOMOUNTS: 2n,
  F_EMPTY_PATH: 4n,
  T_SYMLINKS: 0x10n,
  T_AUTOMOUNTS: 0x20n,
  T_EMPTY_PATH: 0x40n,
  SET_GROUP: 0x100n,
  BENEATH: 0x200n,
};

/** AT_* (include/uapi/linux/fcntl.h; mount_setattr(2)). */
export const pathFlags: Bits = {
  SYMLINK_NOFOLLOW: 0x100n,
  NO_AUTOMOUNT: 0x800n,
  EMPTY_PATH: 0x1000n,
  RECURSIVE: 0x8000n,
};

/** OPEN_TREE_* beside AT_* (include/uapi/linux/mount.h; O_CLOEXEC of asm-generic/fcntl.h; open_tree(2)). */
export const openTreeFlags: Bits = { CLONE: 1n, ...pathFlags, CLOEXEC: 0x80000n };

/** SECCOMP_FILTER_FLAG_* (include/uapi/linux/seccomp.h; seccomp(2)). */
export const seccompFlags: Bits = {
  TSYNC: 1n,
  LOG: 2n,
  SPEC_ALLOW: 4n,
  NEW_LISTENER: 8n,
  TSYNC_ESRCH: 16n,
  WAIT_KILLABLE_RECV: 32n,
};

/** SECBIT_* (include/uapi/linux/securebits.h; capabilities(7)). */
export const secureBits: Bits = {
  NOROOT: 1n,
  NOROOT_LOCKED: 2n,
  NO_SETUID_FIXUP: 4n,
  NO_SETUID_FIXUP_LOCKED: 8n,
  KEEP_CAPS: 16n,
  KEEP_CAPS_LOCKED: 32n,
  NO_CAP_AMBIENT_RAISE: 64n,
  NO_CAP_AMBIENT_RAISE_LOCKED: 128n,
};
