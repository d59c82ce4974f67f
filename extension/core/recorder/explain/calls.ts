import { t } from '../../base/l10n.ts';
import type { KernelEntry } from '../recording.ts';
import { mountWords, namespaceWords, sayFlags } from './flags.ts';

/** What a call does, and its manual page where that is not its own name's. */
interface CallWords {
  readonly page?: string;
  says(entry: KernelEntry): string;
}

/** By the names that entries of the kernel lane have. The words follow the manual pages of section 2. */
export const callWords: Readonly<Record<string, CallWords>> = {
  clone: { says: sayClone },
  unshare: { says: sayUnshare },
  setns: { says: saySetns },
  pivot_root: {
    says: ({ args }) =>
      args['new_root'] === undefined
        ? t(
            'Makes another folder the root of its mount namespace: from now on the old root can be taken away.',
          )
        : t(
            'Makes {0} the root of its mount namespace: from now on the old root can be taken away.',
            args['new_root'],
          ),
  },
  chroot: {
    says: ({ args }) => t('From now on its paths begin at another folder: {0}', args['path'] ?? ''),
  },
  mount: { says: sayMount },
  umount2: {
    page: 'umount(2)',
    says: ({ flags, args }) => {
      const what = args['target'] ?? '';
      return flags.includes('DETACH')
        ? t('Takes a mount away, at once for all who come later: {0}', what)
        : t('Takes a mount away: {0}', what);
    },
  },
  fsopen: {
    says: ({ args }) =>
      t(
        'Begins to set up a file system that is not mounted anywhere yet: {0}',
        args['fsname'] ?? '',
      ),
  },
  fsconfig: {
    says: ({ args }) =>
      t(
        'Sets an option of a file system that is being set up: {0}',
        args['key'] ?? args['cmd'] ?? '',
      ),
  },
  fspick: { says: () => t('Picks a mounted file system to change its options.') },
  fsmount: {
    says: () => t('Makes a mount of the file system that was set up; it is in no folder yet.'),
  },
  move_mount: { says: () => t('Puts a mount into a folder.') },
  open_tree: {
    says: ({ flags }) =>
      flags.includes('CLONE')
        ? t('Makes a copy of a mount that is in no folder yet: the first half of a bind mount.')
        : t('Takes hold of a mount.'),
  },
  mount_setattr: {
    says: ({ flags }) => {
      const words = sayFlags(flags, mountWords);
      return words === ''
        ? t('Changes what may be done below a mount.')
        : t('Changes what may be done below a mount: {0}.', words);
    },
  },
  sethostname: {
    says: ({ args }) =>
      args['name'] === undefined
        ? t('Sets the host name of its UTS namespace.')
        : t('Sets the host name of its UTS namespace: {0}.', args['name']),
  },
  capset: { says: () => t('Gives up capabilities: the privileges of root, one by one.') },
  prctl: { says: sayPrctl },
  seccomp: {
    says: ({ flags }) =>
      flags.includes('SET_MODE_STRICT')
        ? t('Forbids itself all system calls but read, write and exit.')
        : t(
            'Sets a filter: from now on it decides which system calls this process and its children may make.',
          ),
  },
  'cgroup mkdir': {
    page: 'cgroups(7)',
    says: ({ args }) =>
      t(
        'A new cgroup: a group of processes that is counted and limited together. {0}',
        args['path'] ?? '',
      ),
  },
  'cgroup rmdir': {
    page: 'cgroups(7)',
    says: ({ args }) => t('A cgroup is removed: nobody is in it any more. {0}', args['path'] ?? ''),
  },
  'cgroup attach': {
    page: 'cgroups(7)',
    says: ({ args }) =>
      args['pid'] === undefined
        ? t(
            'Processes are moved into the cgroup {0}: from now on its limits are theirs.',
            args['path'] ?? '',
          )
        : t(
            'Process {0} ({1}) is moved into the cgroup {2}: from now on its limits are its own.',
            args['pid'],
            args['name'] ?? '',
            args['path'] ?? '',
          ),
  },
  'oom kill': {
    page: 'proc_pid_oom_score(5)',
    says: ({ args }) =>
      t('Memory ran out: the kernel chose process {0} to be killed.', args['victim'] ?? '?'),
  },
};

function sayClone({ flags, folded }: KernelEntry): string {
  if (flags.includes('THREAD')) {
    return (folded ?? 1) > 1
      ? t('Starts threads: programs written in Go do so on their own.')
      : t('Starts a thread of its own program.');
  }
  const namespaces = sayFlags(flags, namespaceWords);
  if (namespaces !== '') return t('Starts a process in new namespaces: {0}.', namespaces);
  if (flags.includes('PARENT')) {
    return t('Starts a process as a sibling: its parent is the parent of the one that starts it.');
  }
  return flags.includes('VFORK')
    ? t('Starts a process that is to run another program at once.')
    : t('Starts a process, a copy of itself.');
}

function sayUnshare({ flags }: KernelEntry): string {
  const namespaces = sayFlags(flags, namespaceWords);
  if (namespaces === '') return t('Stops sharing something with other threads of its program.');
  const sentence = t(
    'Leaves the namespaces of the others and gets new ones of its own: {0}.',
    namespaces,
  );
  return flags.includes('NEWPID')
    ? `${sentence} ${t('Of the PID namespace its next child will be number 1.')}`
    : sentence;
}

function saySetns({ flags }: KernelEntry): string {
  const namespaces = sayFlags(flags, namespaceWords);
  return namespaces === ''
    ? t('Enters a namespace that is there already.')
    : t('Enters a namespace that is there already: {0}.', namespaces);
}

function sayMount({ flags, args, folded }: KernelEntry): string {
  const where = args['target'];
  const restrictions = sayFlags(flags, mountWords);
  const details = [where, restrictions].filter(Boolean).join('; ');
  const withDetails = (sentence: string): string =>
    details === '' ? `${sentence}.` : `${sentence}: ${details}.`;
  const propagation = ['PRIVATE', 'SLAVE', 'SHARED', 'UNBINDABLE'].find((each) =>
    flags.includes(each),
  );
  if (propagation !== undefined) return withDetails(propagationWords[propagation]?.() ?? '');
  if (flags.includes('MOVE')) return withDetails(t('Moves a mount to another folder'));
  if (flags.includes('BIND') && (folded ?? 1) > 1) {
    return withDetails(
      t('Shows files and folders at other places too, as bind mounts, and restricts them there'),
    );
  }
  if (flags.includes('REMOUNT')) return withDetails(t('Changes the options of a mount'));
  if (flags.includes('BIND'))
    return withDetails(t('Shows a file or folder at another place too, as a bind mount'));
  const type = args['filesystemtype'];
  return withDetails(
    type === undefined || type === 'NULL'
      ? t('Mounts a file system')
      : t('Mounts a file system of type {0}', type),
  );
}

/** mount_namespaces(7), SHARED SUBTREES. */
const propagationWords: Readonly<Record<string, () => string>> = {
  PRIVATE: () =>
    t('Mounts here are seen in no other mount namespace, and those of others not here'),
  SLAVE: () => t('Mounts of the others are seen here, those from here not by the others'),
  SHARED: () => t('Mounts here are seen in other mount namespaces too'),
  UNBINDABLE: () => t('What is mounted here cannot be shown at other places'),
};

function sayPrctl({ flags, args }: KernelEntry): string {
  const capability = args['cap'];
  if (flags.includes('CAPBSET_DROP')) {
    return capability === undefined
      ? t('Takes capabilities away for good: no program that it runs can get them back.')
      : t(
          'Takes the capability {0} away for good: no program that it runs can get it back.',
          capability,
        );
  }
  if (flags.includes('CAP_AMBIENT'))
    return t('Sets which capabilities the programs that it runs will have.');
  if (flags.includes('SET_NO_NEW_PRIVS')) {
    return t(
      'No program that it runs can have more privileges than it has itself, not even by set-user-ID.',
    );
  }
  if (flags.includes('SET_SECUREBITS')) return t('Sets how much root still counts for.');
  return t(
    'Sets a filter: from now on it decides which system calls this process and its children may make.',
  );
}
