import { t } from '../../base/l10n.ts';
import type { Mount } from '../../kernel/model.ts';
import { change, onlyIn, type Change } from './change.ts';
import type { Sight } from './sight.ts';
import { isAnother, readable, type Owner, type Ties } from './ties.ts';

/** What is mounted otherwise: in a mount namespace that was there each mount, of a new one what it is made of. */
export function describeMounts(
  before: Sight,
  after: Sight,
  earlier: Ties,
  later: Ties,
): readonly Change[] {
  return [...after.mounts].flatMap(([inode, mounts]) => {
    const known = before.mounts.get(inode);
    const wasThere = before.snapshot.namespaces.some((each) => each.inode === inode);
    if (!wasThere || isAnother(inode, earlier, later)) {
      return describeRoom(mounts, later.ofNamespace(inode));
    }
    return known === undefined ? [] : changed(inode, known, mounts, before, after, earlier, later);
  });
}

function changed(
  inode: number,
  was: readonly Mount[],
  is: readonly Mount[],
  before: Sight,
  after: Sight,
  earlier: Ties,
  later: Ties,
): readonly Change[] {
  const where = (sight: Sight, ties: Ties): string =>
    sight.own.mnt === inode ? '' : ties.ofNamespace(inode).words;
  const owner = (mount: Mount, sight: Sight, ties: Ties): Owner => {
    const room = ties.ofNamespace(inode);
    return sight.own.mnt === inode ? ownerOf(mount, sight, ties) : room;
  };
  return [
    ...onlyIn(is, was, key).map((mount) => {
      const place = where(after, later);
      const words = [describe(mount), readable(mount.target)] as const;
      const sentence =
        place === ''
          ? t('Mounted at {1}: {0}.', ...words)
          : t('Mounted at {1} in {2}: {0}.', ...words, place);
      return change('mount-added', sentence, owner(mount, after, later));
    }),
    ...onlyIn(was, is, key).map((mount) => {
      const sentence = t('No longer mounted at {1}: {0}.', describe(mount), readable(mount.target));
      return change('mount-gone', sentence, owner(mount, before, earlier), 'gone');
    }),
  ];
}

/** IDs are used again. */
function key({ id, target, device, root }: Mount): string {
  return [id, target, device, root].join('\0');
}

/** On the machine itself: by the container's ID in the path, by the namespace that it keeps, or by the same overlay. */
function ownerOf(mount: Mount, sight: Sight, ties: Ties): Owner {
  const inode = /^[a-z_]+:\[(\d+)\]$/.exec(mount.root)?.[1];
  if (inode !== undefined) return ties.ofNamespace(Number(inode));
  const upper = mount.overlay?.upper;
  const room = [...sight.mounts].find(
    ([each, mounts]) =>
      upper !== undefined &&
      each !== sight.own.mnt &&
      mounts.some(({ target, overlay }) => target === '/' && overlay?.upper === upper),
  );
  return room === undefined ? ties.ofPath(mount.target) : ties.ofNamespace(room[0]);
}

function describeRoom(mounts: readonly Mount[], owner: Owner): readonly Change[] {
  const root = mounts.find(({ target }) => target === '/');
  if (root === undefined) return [];
  const sentence = t(
    'Files of {0}: its root is {1}; {2} more file systems are mounted below.',
    owner.words,
    describe(root),
    mounts.length - 1,
  );
  return [change('root-mounted', sentence, owner)];
}

function describe({ type, overlay, root }: Mount): string {
  if (overlay !== undefined) return t('an overlay of {0} layers', overlay.lowers.length);
  if (type === 'nsfs') return t('the namespace {0}', readable(root));
  return t('a file system of type {0}', readable(type));
}
