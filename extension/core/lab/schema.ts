import * as z from 'zod';
import { t } from '../base/l10n.ts';
import { checkSchema } from '../check/check.ts';
import { subjectSchema } from '../check/subject.ts';
import { seconds } from '../check/units.ts';
import { guestsSchema, linuxSchema } from './guests.ts';
import { identifier } from './identifier.ts';
import { linesSchema } from './lines.ts';
import { predictionSchema, questionSchema } from './question.ts';
import { textOfForm } from '../check/form.ts';

const sentence = z.string().trim().min(1);

const adviceSchema = z.strictObject({
  when: checkSchema.describe('What must be true for this advice to fit.'),
  say: sentence.describe(
    'What is observed and where to look; never the solution. Inline Markdown.',
  ),
});

const taskSchema = z
  .strictObject({
    id: identifier.describe('Names the task; unique in the lab.'),
    says: sentence.describe('One sentence: what to achieve. Inline Markdown.'),
    needs: z
      .array(identifier)
      .optional()
      .describe('Tasks of this or an earlier step that must have passed first.'),
    check: checkSchema,
    mode: z
      .enum(['edge', 'level'])
      .optional()
      .describe(
        'edge (the default): once passed it stays. level: it must hold at the end of the step.',
      ),
    hold: z
      .string()
      .refine((text) => (seconds.parse(text) ?? 0) > 0, {
        error: () => t('This is not a time: 5s, 500ms, 1m.'),
      })
      .optional()
      .describe('It must hold for so long without a break: 5s.'),
    given: z.literal(true).optional().describe('It may be passed at the moment its step opens.'),
    advice: z
      .array(adviceSchema)
      .optional()
      .describe(
        'The first that fits what is observed is shown after a failed try. Mistakes name it by number, from 1.',
      ),
    hints: z
      .array(sentence)
      .optional()
      .describe('Rungs of help, opened one at a time: nudge, idea, shape.'),
    solution: linesSchema
      .optional()
      .describe(
        'The last rung. May be left out where a needed task’s solution does it, or where only questions are asked.',
      ),
    solutions: z.array(linesSchema).optional().describe('Other ways that must pass as well.'),
  })
  .refine(({ mode, hold }) => mode === undefined || hold === undefined, {
    error: () => t('A task has either mode or hold.'),
    path: ['hold'],
  })
  .describe('One thing to achieve.');

const stepSchema = z
  .strictObject({
    id: identifier.describe('Names the step; unique in the lab.'),
    title: sentence.describe('The heading of the page.'),
    text: textOfForm(/\.md$/u, () => t('the name of a Markdown file (.md)')).describe(
      'The Markdown file with the prose of this step.',
    ),
    show: z
      .strictObject({
        view: z
          .enum(['isolation', 'meters', 'recorder', 'layers', 'machines', 'ladder'])
          .describe('The view.'),
        focus: z
          .union([
            subjectSchema,
            textOfForm(/^cgroup:\//u, () => t('cgroup:/PATH')),
            textOfForm(/^image:\S+$/u, () => t('image:NAME')),
          ])
          .optional()
          .describe(
            'The object that it points at: container:site, or in the Layers view image:NAME.',
          ),
      })
      .optional()
      .describe('The view that is worth looking at in this step.'),
    tasks: z.array(taskSchema).min(1).describe('What is to be achieved, in order.'),
    questions: z
      .record(identifier, questionSchema)
      .optional()
      .describe('Right answers of the prose’s `question` blocks, by ID.'),
    predictions: z
      .record(identifier, predictionSchema)
      .optional()
      .describe('What the prose’s `predict` blocks are compared with, by ID.'),
  })
  .describe('One page of the lab.');

const mistakeSchema = z
  .strictObject({
    name: sentence.describe('What the learner got wrong.'),
    do: linesSchema,
    expect: z
      .strictObject({
        task: identifier.describe('The task that stays open.'),
        advice: z
          .number()
          .int()
          .min(1)
          .optional()
          .describe('The number of the advice that is shown, from 1; without it any or none.'),
      })
      .describe('What `isolab verify` must see.'),
  })
  .describe(
    'Something that learners really get wrong. Done in place of its task’s solution, after those of all tasks before.',
  );

/** The names of values drawn once per learner: `${NAME}`. */
const variableName = /^[A-Z][A-Z0-9_]*$/u;

const variableSchema = z.strictObject({
  pick: z
    .array(
      z.union([
        z.number(),
        textOfForm(/^(?!.*\$\{)[\s\S]*$/u, () => t('a plain value: values hold no other values')),
      ]),
    )
    .min(1)
    .describe('One of these is drawn.'),
});

/** lab.yaml: everything of a lab that a program reads. Values are taken as they are: no defaults, no transforms. */
export const labSchema = z
  .strictObject({
    title: sentence.describe('The name of the lab, an imperative: Publish a port.'),
    summary: sentence.describe('One sentence on what is done and seen.'),
    minutes: z.number().int().min(1).max(240).describe('How long it takes.'),
    needs: z
      .array(z.enum(['engine', 'compose', 'linux', 'vm']))
      .optional()
      .describe(
        'What the machine must have: engine (Docker), compose (its plugin, beside engine), linux (a Linux of one’s own to work on), vm (QEMU).',
      ),
    guests: guestsSchema.optional(),
    linux: linuxSchema.optional(),
    images: z
      .array(z.string().min(1))
      .optional()
      .describe('Images that must be there before it starts.'),
    objectives: z
      .array(z.string().min(1))
      .optional()
      .describe(
        'What the learner can do afterwards, as sentences without a subject: [Publish a port of a container].',
      ),
    vars: z
      .record(
        textOfForm(variableName, () => t('a name in capitals, as in PORT')),
        variableSchema,
      )
      .optional()
      .describe(
        'Values drawn once per learner. ${NAME} stands for them in lab.yaml and in the prose; $${NAME} is the text ${NAME}.',
      ),
    steps: z.array(stepSchema).min(1).describe('The pages, in order.'),
    mistakes: z
      .array(mistakeSchema)
      .optional()
      .describe('Known mistakes; each must be refused, with its advice.'),
  })
  .describe('A lab of Isolab.');

export type Manifest = z.infer<typeof labSchema>;
export type StepSpec = Manifest['steps'][number];
export type TaskSpec = StepSpec['tasks'][number];
