import { t } from '../../../extension/core/base/l10n.ts';
import type { SessionState } from '../../../extension/core/session/state.ts';

/** What to say of the way from one state to the next; empty when nothing passed. */
export function tickSentence(before: SessionState, after: SessionState): string {
  if (before.sessionId !== after.sessionId) return '';
  const passedBefore = new Set(before.steps.flatMap(passedIn));
  const news = after.steps.flatMap((step) => {
    const tasks = step.tasks.filter(
      (task) => task.status === 'passed' && !passedBefore.has(`${step.id}/${task.id}`),
    );
    const said = tasks.map((task) => t('Done: {0}', task.says.replace(/[`*]/g, '')));
    const isNewlyFinished =
      tasks.length > 0 && step.tasks.every(({ status }) => status === 'passed');
    return isNewlyFinished ? [...said, t('Step finished: {0}', step.title)] : said;
  });
  return news.join('. ');
}

const passedIn = (step: SessionState['steps'][number]): string[] =>
  step.tasks.filter(({ status }) => status === 'passed').map(({ id }) => `${step.id}/${id}`);
