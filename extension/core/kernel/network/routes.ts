import { formatIpv6 } from './addresses.ts';

/** A route of the main table; numbers are IPv4 addresses in host order, for finding what a route covers. */
export interface Ipv4Route {
  readonly interface: string;
  readonly network: number;
  readonly prefix: number;
  readonly gateway: number;
}

/** A route as a person reads it. */
export interface RouteText {
  readonly destination: string;
  readonly gateway?: string;
  readonly interface: string;
}

/** Parses /proc/PID/net/route (route.rst of old, fib_route_seq_show): hexadecimal words in the machine's byte order. */
export function parseIpv4Routes(text: string): readonly Ipv4Route[] {
  return text.split('\n').flatMap((line) => {
    const [name, network, gateway, flags, , , , mask] = line.split('\t');
    if (!name || !/^[0-9A-F]{8}$/.test(network ?? '') || !/^[0-9A-F]{8}$/.test(mask ?? ''))
      return [];
    if (parseInt(flags ?? '', 16) & reject) return [];
    return [
      {
        interface: name,
        network: littleEndian(network),
        prefix: littleEndian(mask).toString(2).replaceAll('0', '').length,
        gateway: littleEndian(gateway),
      },
    ];
  });
}

/** Parses /proc/PID/net/ipv6_route; local, multicast and refusing routes are left out. */
export function parseIpv6Routes(text: string): readonly RouteText[] {
  return text.split('\n').flatMap((line) => {
    const words = line.trim().split(/\s+/);
    const [network = '', prefix = '', , , gateway = '', , , , flags = '', name] = words;
    if (words.length !== 10 || !name || !/^[0-9a-f]{32}$/.test(network)) return [];
    if (!/^[0-9a-f]{32}$/.test(gateway) || network.startsWith('ff')) return [];
    if (parseInt(flags, 16) & (reject | local)) return [];
    const length = parseInt(prefix, 16);
    const destination = length === 0 ? 'default' : `${formatIpv6(network)}/${length}`;
    const via = /^0+$/.test(gateway) ? {} : { gateway: formatIpv6(gateway) };
    return [{ destination, ...via, interface: name }];
  });
}

/** Writes an IPv4 route as ip-route(8) does. */
export function formatRoute({ network, prefix, gateway, interface: name }: Ipv4Route): RouteText {
  const destination = prefix === 0 ? 'default' : `${formatIpv4(network)}/${prefix}`;
  return { destination, ...(gateway ? { gateway: formatIpv4(gateway) } : {}), interface: name };
}

/** The connected route that covers this address most closely: it names the interface that has the address. */
export function findConnected(
  routes: readonly Ipv4Route[],
  address: string,
): Ipv4Route | undefined {
  const value = parseIpv4(address);
  const covering = routes.filter(
    ({ network, prefix, gateway }) =>
      gateway === 0 && prefix > 0 && (value ^ network) >>> (32 - prefix) === 0,
  );
  return covering.sort((a, b) => b.prefix - a.prefix)[0];
}

/** RTF_REJECT and RTF_LOCAL (linux/route.h, linux/ipv6_route.h). */
const reject = 0x0200;
const local = 0x8000_0000;

function littleEndian(hex: string | undefined): number {
  const bytes = (hex ?? '').match(/../g) ?? [];
  return bytes.reduceRight((value, byte) => value * 256 + parseInt(byte, 16), 0);
}

function formatIpv4(value: number): string {
  return [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
}

function parseIpv4(text: string): number {
  return text.split('.').reduce((value, byte) => value * 256 + Number(byte), 0);
}
