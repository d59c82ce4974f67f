import { t } from '../base/l10n.ts';
import { quoteList } from '../base/quote.ts';
import type { Change } from '../layers/union.ts';
import type { Rule } from './rule.ts';
import { describeText, matching, textMatch, type TextMatch } from './text.ts';

/** A path of an image, as a container of it has it: "/etc/passwd". */
export const imagePath = textMatch.refine(
  (path) => typeof path !== 'string' || /^\/./u.test(path),
  { error: () => t('A path of an image begins with /, as in /etc/passwd.') },
);

interface Changed {
  readonly changes: readonly Change[];
}

type Wanted = Readonly<
  Partial<Record<'adds' | 'changes' | 'removes', readonly TextMatch[] | undefined>>
>;

/** What is wanted of the paths that a layer adds, changes and removes. */
export function pathRules({
  adds = [],
  changes = [],
  removes = [],
}: Wanted): readonly Rule<Changed>[] {
  return [
    ...adds.map((path) => pathRule('added', path)),
    ...changes.map((path) => pathRule('changed', path)),
    ...removes.map((path) => pathRule('removed', path)),
  ];
}

/** That a layer brings none of these paths. */
export function lacksRules(lacks: readonly TextMatch[]): readonly Rule<Changed>[] {
  return lacks.map((path) => ({
    wanted: t('brings no {0}', describePath(path)),
    look({ changes }) {
      const found = bringing.flatMap((kind) => sentences(changes, kind, path));
      return {
        found: found[0] ?? t('brings no {0}', describePath(path)),
        holds: found.length === 0,
      };
    },
  }));
}

const bringing = ['added', 'changed'] as const;
const kinds = [...bringing, 'removed'] as const;

function pathRule(wanted: Change['kind'], path: TextMatch): Rule<Changed> {
  return {
    wanted: verbs[wanted](describePath(path)),
    look({ changes }) {
      const [found] = sentences(changes, wanted, path);
      const instead = (): string | undefined =>
        kinds.flatMap((kind) => sentences(changes, kind, path))[0];
      return {
        found: found ?? instead() ?? t('leaves {0} alone', describePath(path)),
        holds: found !== undefined,
      };
    },
  };
}

/** What the layer does in this way to what is called so, if anything. */
function sentences(
  changes: readonly Change[],
  wanted: Change['kind'],
  path: TextMatch,
): readonly string[] {
  const paths = changes.filter(({ kind }) => kind === wanted).map((change) => `/${change.path}`);
  // A folder is often written with a slash at its end.
  const exact = typeof path === 'string' ? path.replace(/\/+$/u, '') : undefined;
  const found =
    exact === undefined ? matching(paths, path) : paths.filter((each) => each === exact);
  return found.length === 0 ? [] : [verbs[wanted](quoteList(found))];
}

const verbs: Readonly<Record<Change['kind'], (paths: string) => string>> = {
  added: (paths) => t('adds {0}', paths),
  changed: (paths) => t('changes {0}', paths),
  removed: (paths) => t('removes {0}', paths),
};

function describePath(path: TextMatch): string {
  return typeof path === 'string' ? describeText(path) : t('a path {0}', describeText(path));
}
