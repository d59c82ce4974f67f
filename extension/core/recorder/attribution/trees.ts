import type { TapeEvent } from '../../kernel/tape/tapeEvent.ts';
import { findContainerId } from './containerId.ts';
import { follow, type KnownProcess, type Processes } from './processes.ts';

/** A process that was there before, and made this one; with all that came of it. */
export interface Tree {
  readonly root: number;
  /** Who made it: its number, and what is known of it. */
  readonly creatorPid: number;
  readonly creator: KnownProcess | undefined;
  readonly from: number;
  /** When its last process ended; undefined while one runs. */
  to?: number;
  /** The containers in whose cgroups its processes were, or whose IDs stand in their arguments. */
  readonly containers: Set<string>;
  /** The ID of the program that it ran in a container. */
  exec?: string;
  /** What its processes ran: the last parts of paths. */
  readonly programs: Set<string>;
}

/** An event, who did it, and in which tree; one of a process that was there before is in none. */
export interface Placed {
  readonly event: TapeEvent;
  readonly by: KnownProcess | undefined;
  readonly tree: Tree | undefined;
  /** The tree that begins with it. */
  readonly plants?: Tree;
}

/** Puts every event into its tree; what a shell starts are trees of their own. Pure. */
export function placeInTrees(
  processes: Processes,
  events: readonly TapeEvent[],
  shell: number | undefined,
): readonly Placed[] {
  const live = new Map(processes);
  const trees = new Map<number, Tree>();
  const alive = new Map<Tree, number>();
  return events.map((event): Placed => {
    const { pid } = event;
    const by = live.get(pid);
    const tree = pid === shell || isWorkbenchShell(by) ? undefined : trees.get(pid);
    let planted: Tree | undefined;
    if (event.kind === 'clone' && !event.isThread) {
      // What a shim starts later is of its own: the engine may run a program in the container for somebody else.
      planted = tree === undefined || isShim(by) ? plant(event, by, tree) : undefined;
      const grown = planted ?? tree;
      if (grown !== undefined) {
        trees.set(event.child, grown);
        alive.set(grown, (alive.get(grown) ?? 0) + 1);
      }
    }
    if (tree !== undefined) learn(tree, event);
    if (event.kind === 'cgroup' && event.moved !== undefined) {
      noteContainer(trees.get(event.moved.pid), event.path);
    }
    if (event.kind === 'exit' && tree !== undefined) {
      const left = (alive.get(tree) ?? 1) - 1;
      alive.set(tree, left);
      if (left === 0) tree.to = event.at;
      trees.delete(pid);
    }
    follow(live, event);
    return {
      event,
      by: event.kind === 'exec' ? live.get(pid) : by,
      tree,
      ...(planted === undefined ? {} : { plants: planted }),
    };
  });
}

/** What a learner's shell in a workbench reads first (machine/workbench.ts) stands in no other program's arguments. */
function isWorkbenchShell(process: KnownProcess | undefined): boolean {
  return process !== undefined && /--rcfile \/etc\/isolab\//.test(process.args.join(' '));
}

function plant(
  { child, pid, at }: Extract<TapeEvent, { kind: 'clone' }>,
  creator: KnownProcess | undefined,
  within: Tree | undefined,
): Tree {
  const own = creator?.container ?? containerOfShim(creator);
  const containers = new Set(own === undefined ? within?.containers : [own]);
  return { root: child, creatorPid: pid, creator, from: at, containers, programs: new Set() };
}

/** `containerd-shim-runc-v2 -namespace moby -id ID …`; Podman's is `conmon … -c ID`. */
function containerOfShim(process: KnownProcess | undefined): string | undefined {
  return isShim(process) ? findContainerId(process.args.join(' ')) : undefined;
}

function isShim(process: KnownProcess | undefined): process is KnownProcess {
  return process !== undefined && /^(containerd-shim|conmon)/.test(process.name);
}

function learn(tree: Tree, event: TapeEvent): void {
  if (event.kind === 'exec') {
    const args = event.args ?? [];
    for (const path of [event.path, args[0] ?? '']) tree.programs.add(lastPart(path));
    noteContainer(tree, args.join(' '));
    const exec = findExecId(args);
    if (exec !== undefined) tree.exec ??= exec;
  }
  if (event.kind === 'cgroup' && event.moved === undefined) noteContainer(tree, event.path);
}

function noteContainer(tree: Tree | undefined, text: string): void {
  const container = findContainerId(text);
  if (container !== undefined) tree?.containers.add(container);
}

/** `runc … exec --pid-file …/CONTAINER/EXEC.pid`; `conmon … -c CONTAINER -u EXEC`. */
function findExecId(args: readonly string[]): string | undefined {
  const line = args.join(' ');
  const byFile = /\/[0-9a-f]{64}\/([0-9a-f]{64})\.pid(?: |$)/.exec(line)?.[1];
  const [, container, exec] = / -c ([0-9a-f]{64}) -u ([0-9a-f]{64}) /.exec(line) ?? [];
  return byFile ?? (exec === container ? undefined : exec);
}

/** The name of a file without its folders. */
export function lastPart(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
