import { t } from '../core/base/l10n.ts';
import type { Session } from '../core/session/session.ts';
import type { QuestionState, SessionState, TaskState } from '../core/session/state.ts';
import type { Output } from './output.ts';
import { questionText } from './stepText.ts';

/** Tells ticks, measured predictions, advice and troubles of a session as they come, each on a line of its own on standard error. */
export function announceTicks(
  session: Pick<Session, 'state' | 'onDidChange'>,
  output: Output,
): Disposable {
  let before = session.state;
  const subscription = session.onDidChange((now) => {
    for (const line of newsOf(before, now, output)) output.news(line);
    before = now;
  });
  return { [Symbol.dispose]: () => subscription.dispose() };
}

function newsOf(before: SessionState, now: SessionState, output: Output): readonly string[] {
  const old = new Map(before.steps.flatMap(({ tasks }) => tasks).map((task) => [task.id, task]));
  const tasks = now.steps.flatMap((step) => step.tasks);
  const troubles =
    now.trouble?.message === before.trouble?.message ? [] : [now.trouble?.message ?? ''];
  const engine =
    now.engine.status === 'down' && before.engine.status === 'up' ? [now.engine.message] : [];
  return [
    ...tasks.flatMap((task) => newsOfTask(old.get(task.id), task, output)),
    ...newlyMeasured(before, now).map((question) => questionText(question, now.labId, output)),
    ...[...troubles, ...engine].filter(Boolean).map((text) => output.paint('yellow', `! ${text}`)),
  ];
}

function newsOfTask(
  before: TaskState | undefined,
  now: TaskState,
  output: Output,
): readonly string[] {
  if (now.status === 'passed' && before?.status !== 'passed') {
    return [output.paint('green', `✓ ${now.says}`)];
  }
  if (before?.status === 'passed' && now.status !== 'passed') {
    return [output.paint('yellow', `○ ${t('no longer: {0}', now.says)}`)];
  }
  const isNew = now.advice !== undefined && now.advice !== before?.advice;
  return isNew ? [output.paint('yellow', `→ ${now.advice}`)] : [];
}

/** Predictions that have come to their measurement: the step may end with it, and another one be shown. */
function newlyMeasured(before: SessionState, now: SessionState): readonly QuestionState[] {
  const predictions = ({ steps }: SessionState): readonly QuestionState[] =>
    steps.flatMap(({ questions }) =>
      questions.filter(
        ({ kind, answer, measured }) =>
          kind === 'predict' && answer !== undefined && measured !== undefined,
      ),
    );
  const old = new Set(predictions(before).map(({ id }) => id));
  return predictions(now).filter(({ id }) => !old.has(id));
}
