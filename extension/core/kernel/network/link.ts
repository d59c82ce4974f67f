import type { Bytes } from '../bytes.ts';
import type { NetworkInterface } from '../model.ts';
import type { Unreadable } from '../reader.ts';

/** One interface as sysfs shows it (Documentation/ABI/testing/sysfs-class-net). */
export interface Link {
  readonly index: number;
  readonly name: string;
  readonly mac: string;
  readonly state: string;
  readonly kind: NetworkInterface['kind'];
  /** Index of the interface at the other end; equal to `index` where there is none. */
  readonly peerIndex: number;
  readonly bridge?: string;
}

/** The files of /sys/class/net/NAME that `makeLink` wants, in its order. */
export const linkFiles = ['ifindex', 'iflink', 'address', 'operstate', 'type', 'uevent'] as const;

/** Makes a link from those texts, the names in its folder, and the target of its `master`; `undefined` when it is gone. */
export function makeLink(
  name: string,
  texts: readonly (Bytes | Unreadable | undefined)[],
  entries: ReadonlySet<string>,
  master: string | Unreadable | undefined,
): Link | undefined {
  const [index, peerIndex, mac, state, type, uevent] = texts.map((text) =>
    typeof text === 'string' ? text.trim() : '',
  );
  if (!index) return undefined;
  const isPort = entries.has('brport') && typeof master === 'string';
  return {
    index: Number(index),
    name,
    mac: mac ?? '',
    state: state || 'unknown',
    kind: kindOf({ type, uevent, entries, hasPeer: index !== peerIndex }),
    peerIndex: Number(peerIndex),
    ...(isPort ? { bridge: master.slice(master.lastIndexOf('/') + 1) } : {}),
  };
}

interface Traits {
  readonly type: string | undefined;
  readonly uevent: string | undefined;
  readonly entries: ReadonlySet<string>;
  readonly hasPeer: boolean;
}

/** ARPHRD_ETHER and ARPHRD_LOOPBACK (linux/if_arp.h). */
const ethernet = '1';
const loopback = '772';

/** A veth has no type of its own in sysfs: it is a virtual Ethernet interface that is on top of nothing and has another end. */
function kindOf({ type, uevent = '', entries, hasPeer }: Traits): NetworkInterface['kind'] {
  if (type === loopback) return 'loopback';
  if (entries.has('bridge')) return 'bridge';
  if (entries.has('device')) return 'physical';
  const isPlain = !uevent.includes('DEVTYPE=') && !entries.has('tun_flags');
  const isOnTop = [...entries].some((entry) => entry.startsWith('lower_'));
  return type === ethernet && isPlain && !isOnTop && hasPeer ? 'veth' : 'other';
}
