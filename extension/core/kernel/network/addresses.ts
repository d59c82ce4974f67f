/** An address with the length of its prefix, and the interface that has it. */
export interface InterfaceAddress {
  readonly interface: string;
  readonly address: string;
}

/** The IPv4 addresses of this namespace in /proc/PID/net/fib_trie: the leaves marked `/32 host LOCAL`. */
export function parseFibTrie(text: string): readonly string[] {
  const local = new Set<string>();
  let leaf = '';
  for (const line of text.split('\n')) {
    leaf = /\|-- (\d+\.\d+\.\d+\.\d+)$/.exec(line)?.[1] ?? leaf;
    if (/^\s+\/32 host LOCAL$/.test(line)) local.add(leaf);
  }
  return [...local];
}

/** The IPv6 addresses in /proc/PID/net/if_inet6: address, index, prefix and flags in hexadecimal, name. */
export function parseIfInet6(text: string): readonly InterfaceAddress[] {
  return text.split('\n').flatMap((line) => {
    const match = /^([0-9a-f]{32}) [0-9a-f]+ ([0-9a-f]{2}) [0-9a-f]+ [0-9a-f]+ +(\S+)$/.exec(line);
    const [, hex = '', prefix = '', name = ''] = match ?? [];
    return match
      ? [{ interface: name, address: `${formatIpv6(hex)}/${parseInt(prefix, 16)}` }]
      : [];
  });
}

/** Writes 32 hexadecimal digits as an IPv6 address in its short form (RFC 5952). */
export function formatIpv6(hex: string): string {
  const long = hex.match(/.{4}/g)?.join(':') ?? '';
  return new URL(`http://[${long}]`).hostname.slice(1, -1);
}
