import { t } from '../../base/l10n.ts';
import type { KernelProcess, NetworkInterface, NetworkNamespace } from '../model.ts';
import type { KernelReader } from '../reader.ts';
import { parseFibTrie, parseIfInet6, type InterfaceAddress } from './addresses.ts';
import { parseInterfaceNames } from './interfaceNames.ts';
import type { Link } from './link.ts';
import { readLinks } from './links.ts';
import { findConnected, formatRoute, parseIpv4Routes, parseIpv6Routes } from './routes.ts';
import type { Ipv4Route } from './routes.ts';

/** Reads the network namespace in which this process is, without entering it; `undefined` when the process is gone. */
export async function readNetwork(
  reader: KernelReader,
  processes: readonly KernelProcess[],
  pid: number,
  signal: AbortSignal,
): Promise<NetworkNamespace | undefined> {
  const process = processes.find((candidate) => candidate.pid === pid);
  if (!process) return undefined;
  const { namespaces } = process;
  if (!namespaces.seen) return { inode: 0, interfaces: namespaces, routes: namespaces };
  const inode = namespaces.value.net;
  const files = ['dev', 'route', 'fib_trie', 'if_inet6', 'ipv6_route'];
  const paths = files.map((file) => `/proc/${pid}/net/${file}`);
  const texts = await reader.texts(paths, 'once', signal);
  const [dev, route, ...rest] = texts;
  if (typeof dev !== 'string' || typeof route !== 'string') {
    const reason = t('{0} cannot be read.', `/proc/${pid}/net`);
    return { inode, interfaces: { seen: false, reason }, routes: { seen: false, reason } };
  }
  // Without IPv6 its two files do not exist.
  const [fibTrie = '', ifInet6 = '', ipv6Route = ''] = rest.map((text) =>
    typeof text === 'string' ? text : '',
  );
  const ipv4Routes = parseIpv4Routes(route);
  const addresses = [...ipv4Addresses(fibTrie, ipv4Routes), ...parseIfInet6(ifInet6)];
  const links = await readLinks(reader, processes, signal);
  const routes = [...ipv4Routes.map(formatRoute), ...parseIpv6Routes(ipv6Route)];
  return {
    inode,
    interfaces: {
      seen: true,
      value: joinInterfaces(inode, parseInterfaceNames(dev), links, addresses),
    },
    routes: { seen: true, value: routes },
  };
}

function joinInterfaces(
  inode: number,
  names: readonly string[],
  links: ReadonlyMap<number, readonly Link[]>,
  addresses: readonly InterfaceAddress[],
): readonly NetworkInterface[] {
  const own = new Map(links.get(inode)?.map((link) => [link.name, link]));
  return names.map((name) => {
    const link = own.get(name);
    const base = { name, addresses: addressesOf(name, addresses) };
    if (!link)
      return {
        ...base,
        index: 0,
        mac: '',
        state: 'unknown',
        kind: name === 'lo' ? 'loopback' : 'other',
      };
    const { index, mac, state, kind, bridge } = link;
    return {
      ...base,
      index,
      mac,
      state,
      kind,
      ...(kind === 'veth' ? { peer: findPeer(inode, link, links) } : {}),
      ...(bridge === undefined ? {} : { bridge }),
    };
  });
}

/** The other end is the one interface, in whatever namespace, whose index and other end are the reverse. */
function findPeer(
  inode: number,
  link: Link,
  links: ReadonlyMap<number, readonly Link[]>,
): NonNullable<NetworkInterface['peer']> {
  const found = [...links].flatMap(([namespace, candidates]) =>
    candidates
      .filter(
        (candidate) =>
          candidate.kind === 'veth' &&
          candidate.index === link.peerIndex &&
          candidate.peerIndex === link.index &&
          !(namespace === inode && candidate.index === link.index),
      )
      .map(({ name }) => ({ index: link.peerIndex, namespace, name })),
  );
  const [only] = found;
  return only && found.length === 1 ? only : { index: link.peerIndex };
}

function addressesOf(name: string, addresses: readonly InterfaceAddress[]): readonly string[] {
  return addresses.flatMap((one) => (one.interface === name ? [one.address] : []));
}

function ipv4Addresses(fibTrie: string, routes: readonly Ipv4Route[]): readonly InterfaceAddress[] {
  return parseFibTrie(fibTrie).flatMap((address) => {
    if (address.startsWith('127.')) return [{ interface: 'lo', address: `${address}/8` }];
    const route = findConnected(routes, address);
    return route ? [{ interface: route.interface, address: `${address}/${route.prefix}` }] : [];
  });
}
