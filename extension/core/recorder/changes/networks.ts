import { t } from '../../base/l10n.ts';
import type { NetworkInterface, NetworkNamespace } from '../../kernel/model.ts';
import { change, onlyIn, type Change } from './change.ts';
import type { Sight } from './sight.ts';
import { isAnother, readable, type Known, type Owner, type Ties } from './ties.ts';

/** Interfaces and addresses that came and went, in each network namespace that both sights know, or that is new. */
export function describeNetworks(
  before: Sight,
  after: Sight,
  earlier: Ties,
  later: Ties,
  known: Known,
): readonly Change[] {
  return [...after.networks].flatMap(([inode, network]) => {
    const isNew =
      !before.snapshot.namespaces.some((each) => each.inode === inode) ||
      isAnother(inode, earlier, later);
    const was = isNew ? undefined : before.networks.get(inode);
    if (was === undefined && !isNew) return [];
    const isOwn = inode === after.own.net;
    const owner = (ties: Ties) => (each: NetworkInterface) =>
      isOwn ? ownerOf(each, ties, known) : ties.ofNamespace(inode);
    const place = isOwn ? '' : later.ofNamespace(inode).words;
    return compare(interfacesOf(was), interfacesOf(network), place, owner(earlier), owner(later));
  });
}

function compare(
  was: readonly NetworkInterface[],
  is: readonly NetworkInterface[],
  place: string,
  earlier: (each: NetworkInterface) => Owner,
  later: (each: NetworkInterface) => Owner,
): readonly Change[] {
  const key = ({ name, index }: NetworkInterface): string => `${index} ${name}`;
  const named = ({ name }: NetworkInterface): string =>
    place === '' ? readable(name) : t('{0} of {1}', readable(name), place);
  const added = onlyIn(is, was, key).filter(({ kind }) => kind !== 'loopback');
  const stayed = is.filter((each) => was.some((one) => key(one) === key(each)));
  return [
    ...added.map((each) =>
      change(
        'interface-added',
        t('There is an interface {0}: {1}.', named(each), describe(each)),
        later(each),
      ),
    ),
    ...onlyIn(was, is, key).map((each) =>
      change('interface-gone', t('The interface {0} is gone.', named(each)), earlier(each), 'gone'),
    ),
    ...[...added, ...stayed].flatMap((each) => {
      const old = was.find((one) => key(one) === key(each))?.addresses ?? [];
      return [
        ...each.addresses
          .filter((address) => !old.includes(address))
          .map((address) =>
            change(
              'address-added',
              t('{0} has the address {1}.', named(each), address),
              later(each),
            ),
          ),
        ...old
          .filter((address) => !each.addresses.includes(address))
          .map((address) =>
            change(
              'address-gone',
              t('{0} has the address {1} no longer.', named(each), address),
              later(each),
            ),
          ),
      ];
    }),
  ];
}

function interfacesOf(network: NetworkNamespace | undefined): readonly NetworkInterface[] {
  return network?.interfaces.seen === true ? network.interfaces.value : [];
}

/** Of the machine itself: by the other end of a cable, and a bridge by the network that it is named for. */
function ownerOf({ name, peer }: NetworkInterface, ties: Ties, known: Known): Owner {
  if (peer?.namespace !== undefined) return ties.ofNamespace(peer.namespace);
  const network = /^br-([0-9a-f]{12})$/.exec(name)?.[1];
  const nobody = ties.ofNamespace(0);
  return network === undefined
    ? nobody
    : { ...nobody, isTied: nobody.isTied || known.speaksOf(network) };
}

function describe({ kind, peer, bridge }: NetworkInterface): string {
  switch (kind) {
    case 'veth':
      return peer?.name === undefined
        ? t('one end of a virtual cable')
        : bridge === undefined
          ? t('one end of a virtual cable, the other is {0}', readable(peer.name))
          : t(
              'one end of a virtual cable, plugged into {0}; the other is {1}',
              readable(bridge),
              readable(peer.name),
            );
    case 'bridge':
      return t('a bridge, as a switch is');
    case 'loopback':
    case 'physical':
    case 'other':
      return t('a network device');
  }
}
