import { t } from '../base/l10n.ts';
import { quote } from '../base/quote.ts';
import { partsOf, type LinesSpec } from './lines.ts';
import { findRuns } from './markdown.ts';
import type { Path, Problem, TreeProblem } from './problem.ts';
import { mentionsOf } from './mentions.ts';
import type { Manifest } from './schema.ts';
import { closest } from './validate.ts';

/** Where a lab speaks of a guest that is neither declared nor made by what is typed in it. */
export function findUnknownGuests(
  manifest: Manifest,
  text: (file: string) => string,
): { readonly inManifest: readonly TreeProblem[]; readonly inProse: readonly Problem[] } {
  const typed = allLines(manifest);
  const known = [
    ...Object.keys(manifest.guests ?? {}),
    ...typed.flatMap(({ spec, path }) =>
      partsOf(spec, path).flatMap(({ part }) => madeBy(linesOf(part, text))),
    ),
  ];
  const consoles = typed.flatMap(({ spec, path }) =>
    partsOf(spec, path).flatMap(({ part, path: at }) =>
      typeof part === 'string' || part.in === undefined
        ? []
        : [{ name: part.in.slice('guest:'.length), path: [...at, 'in'] }],
    ),
  );
  const runs = manifest.steps.flatMap(({ text: file }) =>
    findRuns(text(file)).map((run) => ({ ...run, file })),
  );
  return {
    inManifest: [...consoles, ...mentionsOf(manifest)]
      .filter(({ name }) => !known.includes(name))
      .map(({ name, path }) => ({ path, ...unknownGuest(name, known) })),
    inProse: runs
      .filter(({ guest }) => !known.includes(guest))
      .map(({ file, line, guest }) => ({ file, line, column: 1, ...unknownGuest(guest, known) })),
  };
}

/** Everything that a lab types, with its place in the manifest. */
function allLines({
  steps,
  mistakes = [],
}: Manifest): readonly { readonly spec: LinesSpec; readonly path: Path }[] {
  return [
    ...steps.flatMap(({ tasks }, step) =>
      tasks.flatMap(({ solution, solutions = [] }, at) => {
        const path = ['steps', step, 'tasks', at];
        return [
          ...(solution === undefined ? [] : [{ spec: solution, path: [...path, 'solution'] }]),
          ...solutions.map((spec, index) => ({ spec, path: [...path, 'solutions', index] })),
        ];
      }),
    ),
    ...mistakes.map((mistake, at) => ({ spec: mistake.do, path: ['mistakes', at, 'do'] })),
  ];
}

function linesOf(
  part: ReturnType<typeof partsOf>[number]['part'],
  text: (file: string) => string,
): string {
  if (typeof part === 'string') return part;
  return part.file === undefined ? (part.lines ?? '') : text(part.file);
}

/** The VMs that these commands make: `isolab vm create NAME`, `isolab vm clone NAME NEW`. */
function madeBy(lines: string): readonly string[] {
  const command = /\bisolab vm (?:create|clone\s+[a-z0-9-]+)\s+(?<made>[a-z0-9-]+)/gu;
  return [...lines.matchAll(command)].flatMap(({ groups }) => groups?.['made'] ?? []);
}

function unknownGuest(
  name: string,
  known: readonly string[],
): Pick<TreeProblem, 'message' | 'allowed'> {
  const meant = closest(name, known);
  const message =
    meant === undefined
      ? t('There is no guest {0}: name it under guests, or let a solution make it.', quote(name))
      : t('There is no guest {0}. Did you mean {1}?', quote(name), quote(meant));
  return { message, ...(known.length === 0 ? {} : { allowed: [...new Set(known)] }) };
}
