import type { KnownProcess, Processes } from './processes.ts';
import type { Scene } from './scene.ts';
import type { Placed, Tree } from './trees.ts';

/** The trees that the command itself started: not those that the daemon did for it. */
export function commandTrees(scene: Scene, placed: readonly Placed[]): ReadonlySet<Tree> {
  const trees = new Set(placed.flatMap(({ tree }) => tree ?? []));
  return ofCommand(
    scene,
    [...trees].filter((tree) => isOfPlace(scene, tree)),
  );
}

function isOfPlace({ place, processes }: Scene, { creator, creatorPid }: Tree): boolean {
  switch (place.kind) {
    case 'guest':
      return isLearners(creator, processes);
    case 'workbench':
      return creator?.container === place.container;
    case 'host':
      return creatorPid === place.shell;
  }
}

/** A guest's tape has the guest's time, and how that stands to ours is known only so well on a busy machine. */
const guestDoubtMs = 250;

/**
 * A shell starts programs also for its prompt, before a command and after it, and both ends of a command are told a
 * little late. What the line names, or what still runs when it is told to have begun, is the command's; what comes
 * after the last of what the line names is the prompt's.
 */
function ofCommand(scene: Scene, own: readonly Tree[]): ReadonlySet<Tree> {
  const isNamed = ({ programs }: Tree): boolean =>
    [...programs].some((program) => names(scene.line, program));
  const named = own.filter(isNamed);
  const lastEnd = Math.max(...named.map(({ to }) => to ?? Infinity));
  const doubtMs = scene.place.kind === 'guest' ? guestDoubtMs : 0;
  return new Set(
    own.filter((tree) => {
      const { from, to = Infinity } = tree;
      if (from <= (scene.notBefore ?? -Infinity)) return false;
      if (from < scene.startedAt - doubtMs) return to >= scene.startedAt || isNamed(tree);
      if (from > (scene.endedAt ?? Infinity) + doubtMs) return false;
      return named.length === 0 || from <= lastEnd;
    }),
  );
}

function names(line: string, program: string): boolean {
  return program !== '' && line.split(/[\s/;|&()'"`$<>]+/).includes(program);
}

/** Where everything is the learner's: but not the programs by which Isolab works there (labs/images/guest/README.md). */
export function isLearners(process: KnownProcess | undefined, processes: Processes): boolean {
  for (let each = process; each !== undefined; each = processes.get(each.parentPid)) {
    if (each.pid === kernelThreads || isIsolabs(each)) return false;
    if (each.parentPid === each.pid) break;
  }
  return process !== undefined;
}

/** kthreadd is the parent of all kernel threads (kernel/kthread.c). */
const kernelThreads = 2;

function isIsolabs({ name, args }: KnownProcess): boolean {
  return (
    name === 'qemu-ga' ||
    /\/isolab\/(agent|probe)\b|\/isolab-probe\b|\bisolab-tape\b/.test(args.join(' '))
  );
}
