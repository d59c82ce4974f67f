import { t } from '../../base/l10n.ts';
import { mainCgroup } from '../../kernel/cgroup/main.ts';
import { findHostProcess } from '../../kernel/container.ts';
import type { KernelProcess } from '../../kernel/model.ts';
import { findContainerId } from '../attribution/containerId.ts';
import type { Sight } from './sight.ts';

/** What ties a change to the command. */
export interface Known {
  /** IDs of the containers that its calls are about. */
  readonly containers: ReadonlySet<string>;
  /** The processes that worked for it. */
  readonly processes: ReadonlyMap<number, string | undefined>;
  /** True where everything on the machine is the lab's. */
  readonly isAll: boolean;
  /** What a container is called, by its ID. */
  nameOf(container: string): string;
  /** Whether its calls speak of an object of this ID or name. */
  speaksOf(...names: readonly string[]): boolean;
  /** What stands before a target in Isolation: `guest:NAME/`, or nothing. */
  readonly prefix: string;
}

/** The owner of something: in words, and where Isolation shows it. */
export interface Owner {
  readonly isTied: boolean;
  readonly container?: string;
  /** "container site", "process 4711 (unshare)". */
  readonly words: string;
  readonly focus?: string;
}

/** Tells of what one sight shows whose it is. */
export class Ties {
  readonly #known: Known;
  readonly #ofNamespace = new Map<number, Owner>();

  constructor(known: Known, { snapshot }: Sight) {
    this.#known = known;
    const host = findHostProcess(snapshot);
    const machines = new Set(
      host?.namespaces.seen === true ? Object.values(host.namespaces.value) : [],
    );
    for (const process of snapshot.processes) {
      if (!process.namespaces.seen) continue;
      const owner = this.ofProcess(process);
      for (const inode of Object.values(process.namespaces.value)) {
        const before = this.#ofNamespace.get(inode);
        const isBetter = before === undefined || (owner.isTied && !before.isTied);
        if (isBetter && !machines.has(inode)) this.#ofNamespace.set(inode, owner);
      }
    }
  }

  ofProcess(process: KernelProcess): Owner {
    const { processes, isAll, prefix } = this.#known;
    const { pid, name } = process;
    const container = findContainerId(mainCgroup(process) ?? '');
    if (container !== undefined) return this.ofContainer(container);
    const worksFor = processes.get(pid);
    return {
      isTied: isAll || processes.has(pid),
      ...(worksFor === undefined ? {} : { container: worksFor }),
      words: t('process {0} ({1})', pid, readable(name)),
      focus: `${prefix}pid:${pid}`,
    };
  }

  ofContainer(container: string): Owner {
    const { containers, isAll, nameOf, prefix } = this.#known;
    return {
      isTied: isAll || containers.has(container),
      container,
      words: t('container {0}', nameOf(container)),
      focus: `${prefix}container:${container}`,
    };
  }

  ofNamespace(inode: number): Owner {
    return this.#ofNamespace.get(inode) ?? this.#nobody;
  }

  /** By the ID of a container in it, as cgroups and some mounts have it. */
  ofPath(path: string): Owner {
    const container = findContainerId(path);
    return container === undefined ? this.#nobody : this.ofContainer(container);
  }

  get #nobody(): Owner {
    return { isTied: this.#known.isAll, words: '' };
  }
}

/** True where a namespace of this number was one container's and is another's: it is not the same namespace. */
export function isAnother(inode: number, earlier: Ties, later: Ties): boolean {
  const was = earlier.ofNamespace(inode).container;
  const is = later.ofNamespace(inode).container;
  return is !== undefined && was !== is;
}

/** A process names itself as it likes: what would move the cursor or turn the direction of writing is shown as a mark. */
export function readable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, '\u{fffd}');
}
