import type { SystemCall } from './tapeEvent.ts';
import {
  cloneFlags,
  closeOnExec,
  fspickFlags,
  joinFlags,
  mountAttributes,
  mountFlags,
  moveMountFlags,
  nameCapability,
  openTreeFlags,
  pathFlags,
  seccompFlags,
  secureBits,
  umountFlags,
  type Bits,
} from './flags.ts';

/** One argument as the kernel shows it: a number, and the text at that address where it shows it. */
interface Shown {
  readonly value: bigint;
  readonly text?: string;
}

/** What a person reads in the place of a number; `undefined` where the number alone says nothing. */
type Read = (shown: Shown) => string | undefined;

type Named = Readonly<Record<string, string>>;

/** For each container the same hundred calls come again, one for each capability that it loses. */
const known = new Map<string, Named | undefined>();
const mostKnown = 2000;

/**
 * The arguments of a call by the names of its manual page, from "flags: 0x2000000, …"; `undefined` for a call that
 * isolates nothing: of prctl(2) and seccomp(2) only what sets filters and takes privileges away is of interest.
 */
export function readArguments(call: SystemCall, text: string): Named | undefined {
  const key = `${call} ${text}`;
  if (known.has(key)) return known.get(key);
  const read = readNew(call, text);
  if (known.size === mostKnown) known.clear();
  known.set(key, read);
  return read;
}

function readNew(call: SystemCall, text: string): Named | undefined {
  const shown = splitArguments(text);
  const reads = call === 'prctl' ? prctlReads(shown) : argumentReads[call];
  if (call === 'seccomp' && !filterOperations.has(shown[0]?.value ?? -1n)) return undefined;
  if (!reads) return undefined;
  const named: Record<string, string> = {};
  Object.entries(reads).forEach(([name, read], index) => {
    const one = shown[index];
    const said = one && read(one);
    if (said !== undefined) named[name] = said;
  });
  return named;
}

// Numbers are hexadecimal, also without 0x: Linux 6.1 writes all so, 6.18 small ones. Linux 6.19 shows texts after their
// address, quoted and not escaped, and some flags' names in parentheses (kernel/trace/trace_syscalls.c).
const argument =
  /(\w+): (?:0x)?([0-9a-f]+)(?: "([^]*?)")?(?: \([\w|~ ]*\))?(?:, (?=\w+: (?:0x)?[0-9a-f])|$)/y;

/** The arguments in their order, as far as they are of this form. */
function splitArguments(text: string): readonly Shown[] {
  const found: Shown[] = [];
  argument.lastIndex = 0;
  for (let match = argument.exec(text); match; match = argument.exec(text)) {
    const [whole, , number = '0', quoted] = match;
    const value = BigInt.asUintN(64, BigInt(`0x${number}`));
    found.push(quoted === undefined ? { value } : { value, text: quoted });
    if (whole.length === 0 || argument.lastIndex >= text.length) break;
  }
  return found;
}

const text: Read = ({ value, text }) => text ?? (value === 0n ? 'NULL' : undefined);
const number: Read = ({ value }) => String(BigInt.asIntN(32, value));
const folder: Read = (shown) => {
  const descriptor = number(shown);
  return descriptor === '-100' ? 'AT_FDCWD' : descriptor; // include/uapi/linux/fcntl.h
};
const flags =
  (bits: Bits): Read =>
  ({ value }) =>
    joinFlags(value, bits);
const capability: Read = ({ value }) => nameCapability(value);
const oneOf =
  (names: Readonly<Record<string, string>>): Read =>
  ({ value }) =>
    names[String(value)] ?? String(value);

/** Old programs mark the flags of mount(2) with MS_MGC_VAL, which the kernel takes away (fs/namespace.c). */
const mountFlagsOf: Read = ({ value }) =>
  joinFlags((value & 0xffff0000n) === 0xc0ed0000n ? value & 0xffffn : value, mountFlags);

/** FSCONFIG_* (include/uapi/linux/mount.h; fsconfig(2)). */
const fsconfigCommands = oneOf({
  0: 'SET_FLAG',
  1: 'SET_STRING',
  2: 'SET_BINARY',
  3: 'SET_PATH',
  4: 'SET_PATH_EMPTY',
  5: 'SET_FD',
  6: 'CMD_CREATE',
  7: 'CMD_RECONFIGURE',
  8: 'CMD_CREATE_EXCL',
});

/** SECCOMP_SET_MODE_* (include/uapi/linux/seccomp.h); the other operations only ask. */
const filterOperations: ReadonlySet<bigint> = new Set([0n, 1n]);
const seccompOperations = oneOf({ 0: 'SET_MODE_STRICT', 1: 'SET_MODE_FILTER' });

const argumentReads: Readonly<
  Record<Exclude<SystemCall, 'prctl'>, Readonly<Record<string, Read>>>
> = {
  unshare: { flags: flags(cloneFlags) },
  setns: { fd: number, nstype: flags(cloneFlags) },
  pivot_root: { new_root: text, put_old: text },
  chroot: { path: text },
  mount: { source: text, target: text, filesystemtype: text, mountflags: mountFlagsOf, data: text },
  umount2: { target: text, flags: flags(umountFlags) },
  fsopen: { fsname: text, flags: flags(closeOnExec) },
  fsconfig: { fd: number, cmd: fsconfigCommands, key: text, value: text, aux: number },
  fspick: { dirfd: folder, path: text, flags: flags(fspickFlags) },
  fsmount: { fsfd: number, flags: flags(closeOnExec), attr_flags: flags(mountAttributes) },
  move_mount: {
    from_dirfd: folder,
    from_path: text,
    to_dirfd: folder,
    to_path: text,
    flags: flags(moveMountFlags),
  },
  open_tree: { dirfd: folder, path: text, flags: flags(openTreeFlags) },
  mount_setattr: { dirfd: folder, path: text, flags: flags(pathFlags), attr: () => undefined },
  sethostname: { name: text, len: number },
  capset: { hdrp: () => undefined, datap: () => undefined },
  seccomp: { operation: seccompOperations, flags: flags(seccompFlags), args: text },
};

const seccompModes = oneOf({ 1: 'STRICT', 2: 'FILTER' }); // SECCOMP_MODE_*
const ambientOperations = oneOf({ 2: 'RAISE', 3: 'LOWER', 4: 'CLEAR_ALL' }); // PR_CAP_AMBIENT_*

/** What comes after the operation, PR_* without PR_ (include/uapi/linux/prctl.h; prctl(2)). */
function prctlReads([operation, subOperation]: readonly Shown[]):
  Readonly<Record<string, Read>> | undefined {
  switch (operation?.value) {
    case 22n:
      return { op: () => 'SET_SECCOMP', mode: seccompModes };
    case 24n:
      return { op: () => 'CAPBSET_DROP', cap: capability };
    case 28n:
      return { op: () => 'SET_SECUREBITS', flags: flags(secureBits) };
    case 38n:
      return { op: () => 'SET_NO_NEW_PRIVS', value: number };
    case 47n:
      if (subOperation?.value === 1n) return undefined; // it only asks
      return { op: () => 'CAP_AMBIENT', subop: ambientOperations, cap: capability };
    default:
      return undefined;
  }
}
