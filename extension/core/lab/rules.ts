import { kindsOf, questionsOf, type Check } from '../check/check.ts';
import { quote } from '../base/quote.ts';
import { t } from '../base/l10n.ts';
import { findUnmetNeeds } from './needs.ts';
import type { Path, TreeProblem } from './problem.ts';
import type { Manifest, TaskSpec } from './schema.ts';
import { closest } from './validate.ts';

interface PlacedTask {
  readonly task: TaskSpec;
  readonly path: Path;
  readonly step: number;
}

/** What a manifest must keep that no single field shows: IDs that are unique and exist, an order, a way to pass. */
export function findBrokenRules(manifest: Manifest): readonly TreeProblem[] {
  const tasks = manifest.steps.flatMap((step, index) =>
    step.tasks.map((task, at) => ({ task, step: index, path: ['steps', index, 'tasks', at] })),
  );
  return [
    ...repeated(manifest.steps.map(({ id }, index) => ({ id, path: ['steps', index, 'id'] }))),
    ...repeated(tasks.map(({ task, path }) => ({ id: task.id, path: [...path, 'id'] }))),
    ...needProblems(tasks),
    ...tasks.flatMap((placed) => passProblems(placed, manifest)),
    ...predictionProblems(manifest, tasks),
    ...mistakeProblems(manifest, tasks),
    ...findUnmetNeeds(manifest),
  ];
}

function repeated(
  ids: readonly { readonly id: string; readonly path: Path }[],
): readonly TreeProblem[] {
  return ids
    .filter(({ id }, index) => ids.findIndex((each) => each.id === id) < index)
    .map(({ id, path }) => ({
      path,
      message: t('{0} is there twice: an ID is used once in a lab.', quote(id)),
    }));
}

function needProblems(tasks: readonly PlacedTask[]): readonly TreeProblem[] {
  const byId = new Map(tasks.map((placed) => [placed.task.id, placed]));
  return tasks.flatMap(({ task, path, step }) =>
    (task.needs ?? []).flatMap((id, index) => {
      const at = [...path, 'needs', index];
      const needed = byId.get(id);
      if (needed === undefined) return [unknownId(id, [...byId.keys()], at)];
      if (reaches(needed, task.id, byId)) {
        return [
          {
            path: at,
            message: t(
              '{0} and {1} need each other: neither could ever be done.',
              quote(task.id),
              quote(id),
            ),
          },
        ];
      }
      return needed.step > step
        ? [
            {
              path: at,
              message: t(
                '{0} belongs to a later step: only tasks of this or an earlier step can be needed.',
                quote(id),
              ),
            },
          ]
        : [];
    }),
  );
}

function reaches(from: PlacedTask, id: string, byId: ReadonlyMap<string, PlacedTask>): boolean {
  const seen = new Set<string>();
  const waiting = [from.task.id];
  for (const next of waiting) {
    if (next === id) return true;
    if (seen.has(next)) continue;
    seen.add(next);
    waiting.push(...(byId.get(next)?.task.needs ?? []));
  }
  return false;
}

function passProblems(
  { task, path, step }: PlacedTask,
  manifest: Manifest,
): readonly TreeProblem[] {
  const kinds = kindsOf(task.check);
  const isOnlyAsked = kinds.every((kind) => kind === 'question');
  const isDoneElsewhere = (task.needs ?? []).length > 0 || task.given === true;
  const known = Object.keys(manifest.steps[step]?.questions ?? {});
  const unknown = checksOf(task)
    .flatMap(questionsOf)
    .filter((id) => !known.includes(id));
  return [
    ...unknown.map((id) => unknownId(id, known, [...path, 'check'])),
    ...(kinds.includes('command') && (task.advice ?? []).length === 0
      ? [
          {
            path: [...path, 'check'],
            message: t(
              'A task with a {0} check must have advice: the check cannot say what went wrong.',
              quote('command'),
            ),
          },
        ]
      : []),
    ...(task.solution === undefined && !isOnlyAsked && !isDoneElsewhere
      ? [
          {
            path,
            message: t(
              'The task {0} has no solution. It may be left out only where a needed task’s solution does it, where only questions are asked, or with given.',
              quote(task.id),
            ),
          },
        ]
      : []),
  ];
}

function checksOf({ check, advice = [] }: TaskSpec): readonly Check[] {
  return [check, ...advice.map(({ when }) => when)];
}

function predictionProblems(
  { steps }: Manifest,
  tasks: readonly PlacedTask[],
): readonly TreeProblem[] {
  return steps.flatMap(({ predictions = {} }, step) => {
    // A step is left with what was measured by then.
    const known = tasks.filter((placed) => placed.step <= step).map(({ task }) => task.id);
    return Object.entries(predictions).flatMap(([id, { after }]) =>
      after === undefined || known.includes(after)
        ? []
        : [unknownId(after, known, ['steps', step, 'predictions', id, 'after'])],
    );
  });
}

function mistakeProblems(manifest: Manifest, tasks: readonly PlacedTask[]): readonly TreeProblem[] {
  return (manifest.mistakes ?? []).flatMap(({ expect }, index) => {
    const path = ['mistakes', index, 'expect'];
    const task = tasks.find((placed) => placed.task.id === expect.task)?.task;
    if (task === undefined)
      return [
        unknownId(
          expect.task,
          tasks.map((placed) => placed.task.id),
          [...path, 'task'],
        ),
      ];
    const count = task.advice?.length ?? 0;
    if (expect.advice === undefined || expect.advice <= count) return [];
    return [
      {
        path: [...path, 'advice'],
        message: t('The task {0} has no advice number {1}.', quote(task.id), expect.advice),
        allowed: Array.from({ length: count }, (_, at) => String(at + 1)),
      },
    ];
  });
}

function unknownId(id: string, known: readonly string[], path: Path): TreeProblem {
  const meant = closest(id, known);
  const message =
    meant === undefined
      ? t('There is no {0} in this lab.', quote(id))
      : t('There is no {0} in this lab. Did you mean {1}?', quote(id), quote(meant));
  return { path, message, ...(known.length === 0 ? {} : { allowed: known }) };
}
