import { t } from '../core/base/l10n.ts';
import type { Session } from '../core/session/session.ts';
import type { Handlers } from './commands.ts';
import type { OpenLab } from './openLab.ts';
import { withProgress } from './progress.ts';

/** What can be done within the open lab: look, hint, go to a step, reset the step. */
export function sessionCommands(openLab: OpenLab): Handlers {
  const withSession = (act: (session: Session) => unknown) => () => {
    const { current } = openLab;
    return current && act(current.session);
  };
  return {
    checkNow: withSession((session) => session.checkNow()),
    hint: withSession((session) => {
      const { step, steps } = session.state;
      const task = steps[step]?.tasks.find(
        ({ status, hints, hintCount }) => status !== 'passed' && hints.length < hintCount,
      );
      return task && session.hint(task.id);
    }),
    nextStep: withSession((session) => session.goTo(session.state.step + 1)),
    previousStep: withSession((session) => session.goTo(session.state.step - 1)),
    resetStep: withSession((session) =>
      withProgress(t('Resetting the step'), () => session.resetStep()),
    ),
  };
}
