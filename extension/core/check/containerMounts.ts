import { t } from '../base/l10n.ts';
import type { ContainerFacts } from '../engine/facts.ts';
import type { ContainerSpec } from './container.ts';
import { quote } from '../base/quote.ts';
import type { Rule } from './rule.ts';
import { describeText, matchesText } from './text.ts';

type WantedMount = NonNullable<ContainerSpec['mounts']>[number];
type MountFacts = ContainerFacts['mounts'][number];

/** What is wanted of a container's mounts; each is looked for by its path in the container. */
export function mountRules(mounts: readonly WantedMount[]): readonly Rule<ContainerFacts>[] {
  return mounts.map((wanted) => ({
    wanted: t('has {0} at {1}', describeWanted(wanted), quote(wanted.target)),
    look(facts) {
      const found = facts.mounts.find(({ target }) => target === wanted.target);
      return {
        found:
          found === undefined
            ? t('has nothing mounted at {0}', quote(wanted.target))
            : t('has {0} at {1}', describeFound(found), quote(found.target)),
        holds: found !== undefined && fits(found, wanted),
      };
    },
  }));
}

function fits(found: MountFacts, wanted: WantedMount): boolean {
  return (
    (wanted.type === undefined || found.type === wanted.type) &&
    (wanted.volume === undefined || found.name === wanted.volume) &&
    (wanted.source === undefined || matchesText(found.source, wanted.source)) &&
    (wanted.writable === undefined || found.isWritable === wanted.writable)
  );
}

function describeWanted({ type, volume, source, writable }: WantedMount): string {
  const name =
    volume === undefined
      ? source === undefined
        ? undefined
        : describeText(source)
      : quote(volume);
  const kind = volume === undefined ? (type ?? t('something')) : t('the volume');
  return [kind, name, describeWritable(writable)].filter((part) => part !== undefined).join(' ');
}

function describeFound({ type, name, source, isWritable }: MountFacts): string {
  return [type, quote(name ?? source), describeWritable(isWritable)].join(' ');
}

function describeWritable(isWritable: boolean | undefined): string | undefined {
  if (isWritable === undefined) return undefined;
  return isWritable ? t('(writable)') : t('(read-only)');
}
