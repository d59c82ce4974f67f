import type { RefObject } from 'preact';
import { t } from '../../../extension/core/base/l10n.ts';
import type { MachineKind } from '../../../extension/core/machine/kind.ts';
import type { SessionState, StepState } from '../../../extension/core/session/state.ts';
import { Icon } from '../../shared/page/icon.tsx';
import { legible } from '../../shared/page/text.tsx';

/** Where the learner is: the lab, its steps, and the title of the open one. */
export function StepHeader(props: {
  session: SessionState;
  isFinishPage: boolean;
  heading: RefObject<HTMLHeadingElement | null>;
  onGoTo: (step: number) => void;
  onChangeMachine: () => void;
}) {
  const { session, isFinishPage, heading, onGoTo, onChangeMachine } = props;
  const step = session.steps[session.step];
  return (
    <header class="step-header">
      <p class="lab-title">{session.title}</p>
      <nav aria-label={t('Steps')}>
        <ol class="steps">
          {session.steps.map((each, index) => (
            <li key={each.id}>
              <button
                type="button"
                class="step"
                aria-current={index === session.step && !isFinishPage ? 'step' : undefined}
                title={each.title}
                onClick={() => onGoTo(index)}
              >
                {each.status === 'finished' ? <Icon name="check" tone="good" /> : index + 1}
                <span class="only-spoken">
                  {t('Step {0}: {1}, {2}', index + 1, each.title, stepWord(each))}
                </span>
              </button>
            </li>
          ))}
        </ol>
      </nav>
      <h1 ref={heading} tabIndex={-1}>
        {isFinishPage ? finishTitle(session) : step?.title}
      </h1>
      {!isFinishPage && step !== undefined && (
        <p class="quiet">
          {t('Step {0} of {1}', session.step + 1, session.steps.length)}
          {step.status === 'finished' && ` · ${stepWord(step)}`}
        </p>
      )}
      {session.machine !== undefined && (
        <p class="quiet machine">
          <Icon name={machineIcons[session.machine.kind]} /> {legible(session.machine.title)}.{' '}
          {legible(session.machine.reason)}{' '}
          <button type="button" class="link" onClick={onChangeMachine}>
            {t('Change…')}
          </button>
        </p>
      )}
    </header>
  );
}

const machineIcons: Record<MachineKind, string> = {
  guest: 'vm',
  workbench: 'package',
  host: 'server',
};

const finishTitle = ({ steps }: SessionState): string =>
  steps.every(({ status }) => status === 'finished') ? t('Lab finished') : t('End of the lab');

/** The state of a step in words. */
export function stepWord(step: StepState): string {
  if (step.status === 'finished') return t('finished');
  const open = step.tasks.filter(({ status }) => status !== 'passed').length;
  if (step.status === 'not-started') return t('not started');
  if (open === 0) return t('all tasks done');
  return open === 1 ? t('1 task still open') : t('{0} tasks still open', open);
}
