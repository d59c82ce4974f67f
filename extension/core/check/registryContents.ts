import { t } from '../base/l10n.ts';
import { quote, quoteList } from '../base/quote.ts';
import { shortIds } from '../base/shortIds.ts';
import { describeComparison, holds } from './comparison.ts';
import type { RegistryCalls } from './registryCalls.ts';
import { readLayers, readManifest, type Manifest } from './registryManifest.ts';
import type { RegistrySpec } from './registrySpec.ts';
import { rule, type Rule } from './rule.ts';
import { plain } from './units.ts';

/** What a registry has, as far as a check asks: by the names of repositories, and by references. */
export interface Contents {
  readonly repositories: readonly string[];
  readonly tags: Readonly<Record<string, readonly string[] | undefined>>;
  readonly images: Readonly<Record<string, Manifest | undefined>>;
  readonly layers: Readonly<Record<string, ReadonlySet<string> | undefined>>;
}

type Image = NonNullable<RegistrySpec['image']>;

/** Asks the registry for what the check is about. */
export async function readContents(
  { repositories, tags = {}, image }: RegistrySpec,
  calls: RegistryCalls,
): Promise<Contents> {
  const shared = image?.shares === undefined ? [] : [image.ref, image.shares.with];
  const references = [image?.ref, image?.sameAs, image?.differs].filter(
    (each) => each !== undefined,
  );
  const [listed, tagged, images, layers] = await Promise.all([
    repositories === undefined ? [] : calls.repositories(),
    each(Object.keys(tags), (name) => calls.tags(name)),
    each(references, (reference) => readManifest(calls, reference)),
    each(shared, (reference) => readLayers(calls, reference)),
  ]);
  return { repositories: listed, tags: tagged, images, layers };
}

async function each<T>(
  names: readonly string[],
  ask: (name: string) => Promise<T>,
): Promise<Record<string, T>> {
  return Object.fromEntries(
    await Promise.all(names.map(async (name) => [name, await ask(name)] as const)),
  );
}

/** What a check wants a registry to have. */
export function contentRules({
  repositories,
  tags = {},
  image,
}: RegistrySpec): readonly Rule<Contents>[] {
  return [
    ...rule(repositories, (wanted) => ({
      wanted: t('lists {0}', wanted.map(quote).join(', ')),
      look: (facts: Contents) => ({
        found: t('lists {0}', quoteList(facts.repositories) || t('nothing')),
        holds: wanted.every((name) => facts.repositories.includes(name)),
      }),
    })),
    ...Object.entries(tags).map(([name, wanted]) => tagRule(name, wanted)),
    ...(image === undefined ? [] : imageRules(image)),
  ];
}

function imageRules({ ref, sameAs, differs, shares }: Image): readonly Rule<Contents>[] {
  return [
    {
      wanted: t('has {0}', quote(ref)),
      look: ({ images: { [ref]: found } }) => ({
        found: found ? t('has {0}', quote(ref)) : t('has no {0}', quote(ref)),
        holds: found !== undefined,
      }),
    },
    ...rule(sameAs, (other) => digestRule(ref, other, true)),
    ...rule(differs, (other) => digestRule(ref, other, false)),
    ...rule(shares, (wanted) => sharesRule(ref, wanted)),
  ];
}

function tagRule(name: string, wanted: readonly string[]): Rule<Contents> {
  const words = (tags: string): string => t('has {0} with the tags {1}', quote(name), tags);
  return {
    wanted: words(wanted.map(quote).join(', ')),
    look({ tags: { [name]: tags } }) {
      return {
        found:
          tags === undefined ? t('has no {0}', quote(name)) : words(quoteList(tags) || t('none')),
        holds: tags !== undefined && wanted.every((tag) => tags.includes(tag)),
      };
    },
  };
}

function digestRule(ref: string, other: string, isSame: boolean): Rule<Contents> {
  const names = [quote(ref), quote(other)] as const;
  const same = t('has one digest for {0} and {1}', ...names);
  return {
    wanted: isSame ? same : t('has another digest for {0} than for {1}', ...names),
    look({ images: { [ref]: one, [other]: another } }) {
      if (one === undefined || another === undefined) {
        const missing = quote(one === undefined ? ref : other);
        return { found: t('has no {0}', missing), holds: false };
      }
      const digests = [one, another].map(({ digest }) => quote(shortIds(digest)));
      const [first = '', second = ''] = digests;
      const different = t('has {0} as {1} and {2} as {3}', names[0], first, names[1], second);
      const areSame = one.digest === another.digest;
      return { found: areSame ? same : different, holds: areSame === isSame };
    },
  };
}

function sharesRule(ref: string, wanted: NonNullable<Image['shares']>): Rule<Contents> {
  const names = [quote(ref), quote(wanted.with)] as const;
  const amount = wanted.layers ?? { atLeast: 1 };
  return {
    wanted: t(
      'has layers that {0} and {1} share: {2}',
      ...names,
      describeComparison(amount, plain),
    ),
    look({ layers: { [ref]: one, [wanted.with]: another } }) {
      if (one === undefined || another === undefined) {
        const missing = quote(one === undefined ? ref : wanted.with);
        return { found: t('has no {0}', missing), holds: false };
      }
      const both = [...one].filter((digest) => another.has(digest));
      const list = both.length === 0 ? '' : ` (${quoteList(both.map(shortIds))})`;
      return {
        found: t('has layers that {0} and {1} share: {2}', ...names, `${both.length}${list}`),
        holds: holds(both.length, amount, plain),
      };
    },
  };
}
