import { t } from '../core/base/l10n.ts';
import type { QuestionState, SessionState, StepState, TaskState } from '../core/session/state.ts';
import type { Output } from './output.ts';

/** The open step with its tasks as lines for a terminal: what was expected, what is observed, how to see it. */
export function stepText(state: SessionState, output: Output): string {
  const step = state.steps[state.step];
  if (step === undefined) return state.title;
  const trouble = state.trouble === undefined ? [] : [state.trouble.message, state.trouble.fix];
  return [
    output.paint('bold', `${state.title}: ${step.title}`) +
      ` (${t('step {0} of {1}', state.step + 1, state.steps.length)})`,
    ...step.tasks.map((task) => taskText(task, output)),
    ...step.questions.map((question) => questionText(question, state.labId, output)),
    ...[state.note ?? '', ...trouble].filter(Boolean),
  ].join('\n');
}

/** True when every task of the step has passed. */
export function isPassed({ tasks }: StepState): boolean {
  return tasks.every(({ status }) => status === 'passed');
}

function taskText({ says, status, verdict, advice }: TaskState, output: Output): string {
  const signs = {
    passed: output.paint('green', `✓ ${t('passed')}`),
    open: `○ ${t('open')}`,
    blocked: output.paint('dim', `· ${t('waits')}`),
    unable: output.paint('yellow', `? ${t('unable')}`),
  };
  const head = `${signs[status]}  ${says}`;
  if (status === 'passed' || verdict === undefined) return head;
  return [
    head,
    `    ${t('expected: {0}', verdict.expected)}`,
    `    ${t('observed: {0}', verdict.observed)}`,
    ...(verdict.see === undefined ? [] : [`    ${t('see it:   {0}', verdict.see)}`]),
    ...(advice === undefined ? [] : [`    ${output.paint('yellow', t('advice:   {0}', advice))}`]),
  ].join('\n');
}

/** A question with its answer, or a prediction with what was measured, as one line. */
export function questionText(
  { id, kind, answer, isRight, measured }: QuestionState,
  labId: string,
  output: Output,
): string {
  if (answer === undefined) {
    return `? ${t('{0}: not answered yet', id)} (isolab check ${labId} --answer ${id}=…)`;
  }
  if (kind === 'predict') {
    const found = measured === undefined ? '' : `, ${t('measured: {0}', measured)}`;
    return `= ${id}: ${t('you said {0}', answer)}${found}`;
  }
  return isRight === true
    ? output.paint('green', `✓ ${t('{0}: {1} is right', id, answer)}`)
    : output.paint('yellow', `✗ ${t('{0}: {1} is not right', id, answer)}`);
}
