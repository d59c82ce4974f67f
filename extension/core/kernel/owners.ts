import { t } from '../base/l10n.ts';
import type { Namespace, Seen } from './model.ts';
import type { HeldNamespace } from './namespaces.ts';
import type { KernelReader } from './reader.ts';

/** Which user namespace owns each namespace. That never changes, so that each is asked for once. */
export class NamespaceOwners {
  #known = new Map<string, Seen<number>>();

  /** Adds the owners; asks the reader for those of new namespaces only. */
  async addTo(
    namespaces: readonly HeldNamespace[],
    reader: KernelReader,
    signal: AbortSignal,
  ): Promise<readonly Namespace[]> {
    const fresh = namespaces.filter((namespace) => !this.#known.has(keyOf(namespace)));
    const paths = fresh.map(({ firstPid, type }) => `/proc/${firstPid}/ns/${type}`);
    const answers = await reader.owners(paths, signal);
    const found = new Map(this.#known);
    for (const [index, namespace] of fresh.entries()) {
      const answer = answers[index];
      if (typeof answer === 'number') found.set(keyOf(namespace), { seen: true, value: answer });
      else if (answer && !answer.isGone) {
        found.set(keyOf(namespace), { seen: false, reason: answer.reason });
      }
    }
    const unasked = { seen: false, reason: t('Its process ended while it was asked.') } as const;
    const owned = namespaces.map((namespace) => ({
      ...namespace,
      owner: found.get(keyOf(namespace)) ?? unasked,
    }));
    this.#known = new Map(
      owned.flatMap((one) => (one.owner === unasked ? [] : [[keyOf(one), one.owner]])),
    );
    return owned;
  }
}

function keyOf({ type, inode }: HeldNamespace): string {
  return `${type} ${inode}`;
}
