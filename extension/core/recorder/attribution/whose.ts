import type { TapeEvent } from '../../kernel/tape/tapeEvent.ts';
import { isLearners } from './commandTrees.ts';
import type { KnownProcess } from './processes.ts';
import type { Scene, Span } from './scene.ts';
import type { Placed, Tree } from './trees.ts';
import { findContainerId } from './containerId.ts';

/** Whose an event is. `unknown`: the daemon did it while it worked for the command, and for others too. */
export type Whose =
  | { readonly kind: 'own'; readonly container?: string }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'others' };

const others: Whose = { kind: 'others' };
const unknown: Whose = { kind: 'unknown' };
const own: Whose = { kind: 'own' };

/** Tells of each event whose it is: by the scene and the command's own trees, and by nothing that is only likely. */
export function tellWhose(
  scene: Scene,
  placed: readonly Placed[],
  trees: ReadonlySet<Tree>,
): (event: Placed) => Whose {
  const daemons = findDaemons(scene, placed);
  const ofTree = new Map<Tree, Whose | 'daemon'>();
  const judgeTree = (tree: Tree): Whose | 'daemon' => {
    const known = ofTree.get(tree);
    if (known !== undefined) return known;
    const judged = trees.has(tree) ? own : whoseTree(scene, tree, daemons);
    ofTree.set(tree, judged);
    return judged;
  };
  return ({ event, by, tree, plants }) => {
    const planted = plants && judgeTree(plants);
    if (planted !== undefined && planted !== 'daemon' && planted.kind === 'own') return planted;
    const named = event.kind === 'cgroup' ? findContainerId(event.path) : undefined;
    const isByCommand = tree !== undefined && trees.has(tree);
    if (named !== undefined && !isByCommand && scene.place.kind === 'host') {
      return scene.containers.has(named) ? { kind: 'own', container: named } : others;
    }
    const judged = tree === undefined ? whoseOld(scene, event, by, daemons) : judgeTree(tree);
    return judged === 'daemon' ? whoseWork(scene, event.at) : judged;
  };
}

function whoseTree(scene: Scene, tree: Tree, daemons: ReadonlySet<number>): Whose | 'daemon' {
  if (scene.place.kind !== 'host') return others;
  const ids = [...tree.containers];
  const [container] = ids;
  if (container !== undefined) {
    const mine = ids.filter((id) => scene.containers.has(id));
    if (mine.length === 0) return others;
    if (tree.exec !== undefined && !scene.execs.has(tree.exec)) return others;
    return mine.length === ids.length ? { kind: 'own', container } : unknown;
  }
  return tree.creator !== undefined && daemons.has(tree.creator.pid) ? 'daemon' : others;
}

/** What a process did that was there before the command. */
function whoseOld(
  { place, containers, processes, startedAt, endedAt = Infinity }: Scene,
  event: TapeEvent,
  by: KnownProcess | undefined,
  daemons: ReadonlySet<number>,
): Whose | 'daemon' {
  if (by === undefined) return others;
  switch (place.kind) {
    case 'guest':
      return isLearners(by, processes) ? own : others;
    case 'workbench':
      return by.container === place.container ? own : others;
    case 'host':
      if (by.pid === place.shell) {
        // What it starts has been judged with the tree that it is.
        const isCommands = startedAt <= event.at && event.at <= endedAt && event.kind !== 'clone';
        return isCommands ? own : others;
      }
      if (by.container !== undefined && containers.has(by.container)) {
        return { kind: 'own', container: by.container };
      }
      return daemons.has(by.pid) ? 'daemon' : others;
  }
}

/** What the daemon itself did belongs to the command only while it worked for it, and for nobody else. */
function whoseWork({ windows, foreign }: Scene, at: number): Whose {
  // The call that was asked last: a client that waits for the end of a container asks for other things meanwhile.
  const window = windows.findLast((each) => isIn(each, at));
  if (window === undefined) return others;
  if (foreign.some((each) => isIn(each, at))) return unknown;
  return {
    kind: 'own',
    ...(window.container === undefined ? {} : { container: window.container }),
  };
}

function isIn({ from, to }: Span, at: number): boolean {
  return from <= at && at <= to;
}

const daemonNames = /^(dockerd|containerd|podman)$/;

/** The engine's process and the containerd that it works with. */
function findDaemons({ processes, engine }: Scene, placed: readonly Placed[]): ReadonlySet<number> {
  const all = [...processes.values(), ...placed.flatMap(({ by }) => by ?? [])];
  const daemons = new Map(
    all.filter(({ name }) => daemonNames.test(name)).map((each) => [each.pid, each]),
  );
  const named = (name: RegExp): readonly KnownProcess[] =>
    [...daemons.values()].filter((each) => name.test(each.name));
  const engines = named(/^(dockerd|podman)$/);
  const main = engine ?? (engines.length === 1 ? engines[0]?.pid : undefined);
  if (main === undefined) return new Set();
  const containerds = named(/^containerd$/);
  const children = containerds.filter(({ parentPid }) => parentPid === main);
  const theirs = children.length > 0 ? children : containerds.length === 1 ? containerds : [];
  return new Set([main, ...theirs.map(({ pid }) => pid)]);
}
