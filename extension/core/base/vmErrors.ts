import { IsolabError, reasonOf } from './errors.ts';
import { t } from './l10n.ts';

/** QEMU's program, or qemu-img, is not on this machine. */
export function qemuMissing(program: string): IsolabError {
  return new IsolabError(
    'qemu-missing',
    t('{0} is not installed, so no virtual machine can run here.', program),
    t('Install QEMU; isolab doctor shows how.'),
  );
}

/** QEMU ended before its guest was there; `said` is what it wrote last. */
export function vmNotStarted(vm: string, said: string, cause?: unknown): IsolabError {
  return new IsolabError(
    'vm-not-started',
    t('The VM {0} did not start: {1}', vm, said),
    t('Read the reason given. isolab doctor shows what this machine lacks.'),
    cause,
  );
}

/** The guest was started and did not come to the point where its agent answers. */
export function guestSilent(vm: string, limitMs: number, cause?: unknown): IsolabError {
  return new IsolabError(
    'guest-silent',
    t('The agent in the guest {0} did not answer within {1} seconds.', vm, limitMs / 1000),
    t(
      'Look at its console: it may still boot, hang, or have lost its agent. A reset starts it anew.',
    ),
    cause,
  );
}

/** Somebody stopped the VM while something waited for its guest. */
export function vmStopped(vm: string): IsolabError {
  return new IsolabError(
    'vm-stopped',
    t('The VM {0} was stopped meanwhile.', vm),
    t('Start it again: isolab vm start {0}', vm),
  );
}

/** What was asked needs a guest whose CPUs run. */
export function vmPaused(vm: string): IsolabError {
  return new IsolabError(
    'vm-paused',
    t('The VM {0} is paused.', vm),
    t('Let it go on: isolab vm resume {0}', vm),
  );
}

/** The guest wrote to its disk, and there is no room for that on this computer. */
export function vmDiskFull(vm: string, folder: string): IsolabError {
  return new IsolabError(
    'vm-disk-full',
    t('The VM {0} stands still: there is no room left where its disk is, {1}.', vm, folder),
    t('Free some space, then let it go on: isolab vm resume {0}', vm),
  );
}

/** What is known of a VM cannot be written down. */
export function vmNotKept(vm: string, file: string, cause: unknown): IsolabError {
  return new IsolabError(
    'vm-not-kept',
    t('The VM {0} cannot be kept in {1}: {2}', vm, file, reasonOf(cause)),
    t('Free some space, or make the folder writable, then try again.'),
    cause,
  );
}

/** The guest's kernel gave up while its agent was waited for. */
export function vmPanicked(vm: string): IsolabError {
  return new IsolabError(
    'vm-panicked',
    t('The kernel of the guest {0} has panicked.', vm),
    t('Its last words are on its console. Reset the VM to boot it again.'),
  );
}

/** What was asked needs a VM that runs. */
export function vmNotRunning(vm: string): IsolabError {
  return new IsolabError(
    'vm-not-running',
    t('The VM {0} does not run.', vm),
    t('Start it: isolab vm start {0}', vm),
  );
}

/** There is no VM of this name in the session. */
export function vmUnknown(vm: string): IsolabError {
  return new IsolabError(
    'vm-unknown',
    t('There is no VM named "{0}".', vm),
    t('isolab vm list shows all of this lab.'),
  );
}

/** There is a VM of this name already. */
export function vmExists(vm: string): IsolabError {
  return new IsolabError(
    'vm-exists',
    t('There is a VM named "{0}" already.', vm),
    t('Choose another name, or remove that one: isolab vm remove {0}', vm),
  );
}

/** The connection to QEMU's monitor has ended, or what came over it was not QMP. */
export function qmpLost(vm: string, cause?: unknown): IsolabError {
  return new IsolabError(
    'qmp-lost',
    t('QEMU no longer answers for the VM {0}.', vm),
    t('It has probably ended. Start the VM again.'),
    cause,
  );
}

/** QEMU said no to a command; `said` is its own sentence. */
export function qmpRefused(command: string, said: string): IsolabError {
  return new IsolabError(
    'qmp-refused',
    t('QEMU refused {0}: {1}', command, said),
    t('Read the reason given.'),
  );
}

/** QEMU answered in a shape that Isolab does not know. */
export function qmpNotUnderstood(vm: string, command: string, cause: unknown): IsolabError {
  return new IsolabError(
    'qmp-not-understood',
    t('QEMU of the VM {0} answered {1} in a way that was not understood.', vm, command),
    t('Isolab knows QEMU 7.2 and later. Please report the version that isolab doctor shows.'),
    cause,
  );
}

/** The agent in a guest said no; `said` is its own sentence. */
export function agentRefused(vm: string, command: string, said: string): IsolabError {
  return new IsolabError(
    'agent-refused',
    t('The agent in the guest {0} refused {1}: {2}', vm, command, said),
    t('Read the reason given.'),
  );
}

/** The connection to the agent in a guest has ended, or what came over it was none of its answers. */
export function agentLost(vm: string, cause?: unknown): IsolabError {
  return new IsolabError(
    'agent-lost',
    t('The agent in the guest {0} is out of reach.', vm),
    t('Try again. If it stays so, reset the VM.'),
    cause,
  );
}

/** A disk of a VM cannot be made, read or opened; `said` is QEMU's own sentence. */
export function diskUnusable(file: string, said: string): IsolabError {
  return new IsolabError(
    'disk-unusable',
    t('The disk {0} cannot be used: {1}', file, said),
    t('qemu-img check FILE says more. Remove the VM and make it anew if the file is damaged.'),
  );
}

/** There is no VM snapshot of this name. */
export function snapshotUnknown(name: string): IsolabError {
  return new IsolabError(
    'snapshot-unknown',
    t('The VM has no VM snapshot named "{0}".', name),
    t('isolab vm snapshot list NAME shows all of a VM.'),
  );
}

/** There is a VM snapshot of this name already. */
export function snapshotExists(name: string): IsolabError {
  return new IsolabError(
    'snapshot-exists',
    t('The VM has a VM snapshot named "{0}" already.', name),
    t('Choose another name, or delete that one first.'),
  );
}

/** A VM snapshot cannot have this name. */
export function snapshotNameBad(name: string): IsolabError {
  return new IsolabError(
    'snapshot-name-bad',
    t('A VM snapshot cannot be named "{0}".', name),
    t('Use a letter first, then letters, digits, dots, dashes and underscores, 64 at most.'),
  );
}

/** Saving a VM snapshot failed; the VM goes on, and nothing of it is left. */
export function snapshotNotSaved(name: string, reason: string, cause: unknown): IsolabError {
  return new IsolabError(
    'snapshot-not-saved',
    t('The VM snapshot "{0}" was not saved: {1}', name, reason),
    t('Look at the free disk space: a VM snapshot holds the memory of the VM.'),
    cause,
  );
}

/** There may not be enough room on the disk for the memory of a VM. */
export function snapshotWithoutRoom(
  name: string,
  needBytes: number,
  freeBytes: number,
): IsolabError {
  const inMebibytes = (size: number): number => Math.floor(size / 1024 / 1024);
  return new IsolabError(
    'snapshot-without-room',
    t(
      'The VM snapshot "{0}" was not saved: it may need {1} MiB, and {2} MiB are free.',
      name,
      inMebibytes(needBytes),
      inMebibytes(freeBytes),
    ),
    t('Free some disk space, or delete a VM snapshot, and try again.'),
  );
}

/** QEMU could not go back to a VM snapshot. */
export function snapshotNotRestored(name: string, reason: string, cause: unknown): IsolabError {
  return new IsolabError(
    'snapshot-not-restored',
    t('The VM snapshot "{0}" was not restored: {1}', name, reason),
    t('Start the VM again, or restore another VM snapshot.'),
    cause,
  );
}

/** A file of a guest is there and cannot be read. */
export function guestFileUnreadable(path: string, said: string): IsolabError {
  return new IsolabError(
    'guest-file-unreadable',
    t('The file {0} of the guest cannot be read: {1}', path, said),
    t('Read the reason given; cat in the guest gives the same.'),
  );
}

/** A file of a guest cannot be written. */
export function guestFileUnwritable(path: string, said: string): IsolabError {
  return new IsolabError(
    'guest-file-unwritable',
    t('The file {0} of the guest cannot be written: {1}', path, said),
    t('Read the reason given: the folder may be missing, or the disk of the guest full.'),
  );
}

/** Somebody looks at this console of a VM already; QEMU serves one at a time. */
export function consoleBusy(vm: string, index: number): IsolabError {
  return new IsolabError(
    'console-busy',
    t('Console {1} of the VM {0} is open elsewhere.', vm, index),
    t('Close it there, or open another console: isolab vm console {0} --number N', vm),
  );
}

/** A saved state of a booted guest does not load. */
export function savedStateUnusable(file: string, cause: unknown): IsolabError {
  return new IsolabError(
    'saved-state-unusable',
    t('The saved state {0} cannot be used: {1}', file, reasonOf(cause)),
    t('Isolab makes it anew by itself, or boots the guest.'),
    cause,
  );
}

/** A guest cannot have so many CPUs. */
export function cpusImpossible(count: number, max: number): IsolabError {
  return new IsolabError(
    'cpus-impossible',
    t('The VM cannot have {0} CPUs.', count),
    t('It has places for {0} CPUs, and needs one at least.', max),
  );
}

/** The guest did not take the CPUs that it was given, or did not let go of one. */
export function cpusNotTaken(reason: string): IsolabError {
  return new IsolabError(
    'cpus-not-taken',
    t('The guest does not use its CPUs as it was told: {0}', reason),
    t('Look at /sys/devices/system/cpu in the guest, and try again.'),
  );
}

/** A guest cannot have so much memory. */
export function memoryImpossible(bytes: number, minBytes: number, maxBytes: number): IsolabError {
  const inMebibytes = (size: number): number => Math.round(size / 1024 / 1024);
  return new IsolabError(
    'memory-impossible',
    t('The VM cannot have {0} MiB of memory.', inMebibytes(bytes)),
    t(
      'It needs {0} MiB for what runs in it now, and can have {1} MiB.',
      inMebibytes(minBytes),
      inMebibytes(maxBytes),
    ),
  );
}

/** The guest did not take or give back memory as it was told. */
export function memoryNotGiven(reason: string): IsolabError {
  return new IsolabError(
    'memory-not-given',
    t('The guest does not use its memory as it was told: {0}', reason),
    t('End programs in the guest that use much memory, and try again.'),
  );
}

/** A guest could not be moved; it goes on where it was. */
export function migrationFailed(reason: string): IsolabError {
  return new IsolabError(
    'migration-failed',
    t('The VM was not migrated: {0}', reason),
    t('The guest goes on where it was. Try again.'),
  );
}

/** The engine does not see the files of this computer, so QEMU in its container could not either. */
export function qemuContainerBlind(folder: string, address: string): IsolabError {
  return new IsolabError(
    'qemu-container-blind',
    t('The engine on {0} does not see the folder {1} of this computer.', address, folder),
    t('Install QEMU here, or share the folder with the engine (Docker Desktop: File sharing).'),
  );
}

/** A rung of the isolation ladder cannot be measured on this computer; the reason is a sentence. */
export function measureImpossible(reason: string): IsolabError {
  return new IsolabError(
    'measure-impossible',
    reason,
    t('The other rungs are measured all the same.'),
  );
}

/** The program of the isolation ladder did not come to its first line. */
export function measureFailed(said: string, cause?: unknown): IsolabError {
  return new IsolabError(
    'measure-failed',
    t('The program that is measured did not start: {0}', said),
    t('Measure again; if it stays so, isolab doctor shows what this machine lacks.'),
    cause,
  );
}
