import { t } from '../../base/l10n.ts';
import { diffSnapshots } from '../../kernel/diff.ts';
import type { KernelChange, NamespaceType } from '../../kernel/model.ts';
import { change, type Change } from './change.ts';
import type { Sight } from './sight.ts';
import { isAnother, readable, type Ties } from './ties.ts';

/** Processes, namespaces and cgroups that came, went or changed; what others' processes did is only counted. */
export function describeKernelObjects(
  before: Sight,
  after: Sight,
  earlier: Ties,
  later: Ties,
): readonly Change[] {
  const changes = [
    ...diffSnapshots(before.snapshot, after.snapshot),
    ...usedAgain(before, after, earlier, later),
  ];
  const described = changes.map((each) => describe(each, earlier, later));
  const isCounted = (kind: string): boolean => kind.startsWith('process-');
  const kept = described.filter(({ kind, isTied }) => isTied || !isCounted(kind));
  const others = described.length - kept.length;
  return others === 0 ? kept : [...kept, countOthers(others)];
}

/** The kernel gives the number of a namespace that is gone to a new one: whose it is tells them apart. */
function usedAgain(
  before: Sight,
  after: Sight,
  earlier: Ties,
  later: Ties,
): readonly KernelChange[] {
  return after.snapshot.namespaces.flatMap((namespace): readonly KernelChange[] => {
    const old = before.snapshot.namespaces.find(
      ({ type, inode }) => type === namespace.type && inode === namespace.inode,
    );
    if (old === undefined || !isAnother(namespace.inode, earlier, later)) return [];
    return [
      { kind: 'namespace-gone', namespace: old },
      { kind: 'namespace-created', namespace },
    ];
  });
}

function countOthers(count: number): Change {
  return {
    kind: 'processes-of-others',
    sentence: t('{0} other processes of this machine started, ended or moved.', count),
    isTied: false,
  };
}

function describe(each: KernelChange, earlier: Ties, later: Ties): Change {
  switch (each.kind) {
    case 'process-started': {
      const { pid, nestedPids } = each.process;
      const owner = later.ofProcess(each.process);
      const inside = nestedPids.at(-1);
      const name = readable(each.process.name);
      const isInside = each.process.nestedPids.length > 1 && owner.container !== undefined;
      const sentence = !isInside
        ? t('Process {0} ({1}) runs.', pid, name)
        : t(
            'Process {0} ({1}) runs in {2}, where its number is {3}.',
            pid,
            name,
            owner.words,
            inside ?? pid,
          );
      return change(each.kind, sentence, { ...owner, focus: focusOn(pid, owner.focus) });
    }
    case 'process-ended': {
      const { pid, name } = each.process;
      const owner = earlier.ofProcess(each.process);
      return change(
        each.kind,
        t('Process {0} ({1}) has ended.', pid, readable(name)),
        owner,
        'gone',
      );
    }
    case 'process-moved': {
      const { pid, name } = each.process;
      const sentence = t(
        'Process {0} ({1}) moved to the cgroup {2}.',
        pid,
        readable(name),
        readable(each.to),
      );
      return change(each.kind, sentence, later.ofProcess(each.process));
    }
    case 'namespace-entered': {
      const { pid, name } = each.process;
      const sentence = t(
        'Process {0} ({1}) entered the {2} namespace {3}.',
        pid,
        readable(name),
        namespaceWords[each.type](),
        each.to,
      );
      return change(each.kind, sentence, later.ofProcess(each.process));
    }
    case 'namespace-created': {
      const { type, inode } = each.namespace;
      const owner = later.ofNamespace(inode);
      const words = namespaceWords[type]();
      return change(
        each.kind,
        t('{0} has its own {1} namespace: {2}.', capital(owner.words), words, inode),
        owner,
      );
    }
    case 'namespace-gone': {
      const { type, inode } = each.namespace;
      const owner = earlier.ofNamespace(inode);
      const words = namespaceWords[type]();
      return change(
        each.kind,
        t('The {0} namespace of {1} is gone: {2}.', words, owner.words, inode),
        owner,
        'gone',
      );
    }
    case 'cgroup-created':
      return change(
        each.kind,
        t('There is a cgroup {0}.', readable(each.path)),
        later.ofPath(each.path),
      );
    case 'cgroup-removed':
      return change(
        'cgroup-gone',
        t('The cgroup {0} is gone.', readable(each.path)),
        earlier.ofPath(each.path),
        'gone',
      );
  }
}

function focusOn(pid: number, ofOwner: string | undefined): string {
  const prefix = /^guest:[^/]+\//.exec(ofOwner ?? '')?.[0] ?? '';
  return `${prefix}pid:${pid}`;
}

function capital(words: string): string {
  return words.slice(0, 1).toUpperCase() + words.slice(1);
}

const namespaceWords: Readonly<Record<NamespaceType, () => string>> = {
  mnt: () => t('mount'),
  pid: () => t('PID'),
  net: () => t('network'),
  ipc: () => t('IPC'),
  uts: () => t('UTS'),
  user: () => t('user'),
  cgroup: () => t('cgroup'),
  time: () => t('time'),
};
