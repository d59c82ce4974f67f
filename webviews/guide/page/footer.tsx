import { t } from '../../../extension/core/base/l10n.ts';
import type { SessionState } from '../../../extension/core/session/state.ts';
import { Button } from '../../shared/page/ui.tsx';
import { stepWord } from './header.tsx';
import { host } from './host.ts';
import { Now } from './now.tsx';

/** The way through the lab. Next is never blocked; a step that is not finished says so beside it. */
export function Footer(props: {
  session: SessionState;
  isFinishPage: boolean;
  showFinishPage: (show: boolean) => void;
}) {
  const { session, isFinishPage, showFinishPage } = props;
  const step = session.steps[session.step];
  if (step === undefined) return null;
  const isLast = session.step === session.steps.length - 1;
  const goTo = (index: number): void => void host.send('goTo', index);
  return (
    <footer class="bar">
      {!isFinishPage && <Now key={step.id} tasks={step.tasks} />}
      {(isFinishPage || session.step > 0) && (
        <Button
          icon="arrow-left"
          onClick={() => (isFinishPage ? showFinishPage(false) : goTo(session.step - 1))}
        >
          {t('Previous')}
        </Button>
      )}
      <span class="spring quiet">{!isFinishPage && step.status === 'open' && stepWord(step)}</span>
      {!isFinishPage && (
        <Button
          kind="primary"
          icon={isLast ? 'flag' : 'arrow-right'}
          onClick={() => (isLast ? showFinishPage(true) : goTo(session.step + 1))}
        >
          {isLast ? t('Finish') : t('Next')}
        </Button>
      )}
    </footer>
  );
}
