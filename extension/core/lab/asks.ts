import { t } from '../base/l10n.ts';
import { quote } from '../base/quote.ts';
import { findAsks } from './markdown.ts';
import type { Path, Problem, TreeProblem } from './problem.ts';
import type { StepSpec } from './schema.ts';

/** Where the questions and predictions of a step's manifest and of its prose do not match, on either side. */
export function matchAsks(
  step: StepSpec,
  path: Path,
  prose: string,
): { readonly inProse: readonly Problem[]; readonly inManifest: readonly TreeProblem[] } {
  const asks = findAsks(prose);
  const declared = {
    question: Object.keys(step.questions ?? {}),
    predict: Object.keys(step.predictions ?? {}),
  };
  const inProse = asks.flatMap(({ kind, id, line, hasText }, index): readonly Problem[] => {
    const at = { file: step.text, line, column: 1 };
    if (id === undefined) {
      return [
        {
          ...at,
          message: t(
            'After the word {0} belongs an ID: {1}.',
            quote(kind),
            quote(`${kind} how-many`),
          ),
        },
      ];
    }
    if (!hasText)
      return [
        { ...at, message: t('The block {0} asks nothing: write a sentence into it.', quote(id)) },
      ];
    if (asks.findIndex((each) => each.id === id) < index) {
      return [{ ...at, message: t('{0} is asked twice in this step.', quote(id)) }];
    }
    const key = kind === 'question' ? 'questions' : 'predictions';
    return declared[kind].includes(id)
      ? []
      : [
          {
            ...at,
            message: t('{0} is not under {1} of this step in lab.yaml.', quote(id), quote(key)),
            ...(declared[kind].length === 0 ? {} : { allowed: declared[kind] }),
          },
        ];
  });
  const inManifest = (['question', 'predict'] as const).flatMap((kind) =>
    declared[kind]
      .filter((id) => !asks.some((ask) => ask.kind === kind && ask.id === id))
      .map((id) => ({
        path: [...path, kind === 'question' ? 'questions' : 'predictions', id],
        isKey: true,
        message: t(
          '{0} is not asked in {1}: write a fenced block marked {2} there.',
          quote(id),
          quote(step.text),
          quote(`${kind} ${id}`),
        ),
      })),
  );
  return { inProse, inManifest };
}
