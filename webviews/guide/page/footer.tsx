import { useState } from 'preact/hooks';
import { t } from '../../../extension/core/base/l10n.ts';
import type { SessionState } from '../../../extension/core/session/state.ts';
import { Button } from '../../shared/page/ui.tsx';
import { stepWord } from './header.tsx';
import { host } from './host.ts';

/** The way through the lab. Next is never blocked; a step that is not finished says so beside it. */
export function Footer(props: {
  session: SessionState;
  isFinishPage: boolean;
  showFinishPage: (show: boolean) => void;
}) {
  const { session, isFinishPage, showFinishPage } = props;
  const [isAsking, setAsking] = useState(false);
  const step = session.steps[session.step];
  if (step === undefined) return null;
  const isLast = session.step === session.steps.length - 1;
  const goTo = (index: number): void => void host.send('goTo', index);
  if (isAsking) {
    return (
      <ConfirmReset
        onAnswer={(isSure) => {
          setAsking(false);
          if (isSure) void host.send('resetStep', undefined);
        }}
      />
    );
  }
  return (
    <footer class="bar">
      {(isFinishPage || session.step > 0) && (
        <Button
          icon="arrow-left"
          onClick={() => (isFinishPage ? showFinishPage(false) : goTo(session.step - 1))}
        >
          {t('Previous')}
        </Button>
      )}
      {!isFinishPage && (
        <>
          <Button icon="discard" onClick={() => setAsking(true)}>
            {t('Reset step')}
          </Button>
          <Button icon="refresh" onClick={() => void host.send('checkNow', undefined)}>
            {t('Check now')}
          </Button>
          <span class="spring quiet">{step.status === 'open' && stepWord(step)}</span>
          <Button
            kind="primary"
            icon={isLast ? 'flag' : 'arrow-right'}
            onClick={() => (isLast ? showFinishPage(true) : goTo(session.step + 1))}
          >
            {isLast ? t('Finish') : t('Next')}
          </Button>
        </>
      )}
    </footer>
  );
}

function ConfirmReset({ onAnswer }: { onAnswer: (isSure: boolean) => void }) {
  return (
    <footer class="bar" role="group" aria-label={t('Reset step')}>
      <p class="spring" role="alert">
        {t('Reset this step? What you made in it is removed.')}
      </p>
      <Button icon="discard" kind="primary" onClick={() => onAnswer(true)}>
        {t('Reset')}
      </Button>
      <Button onClick={() => onAnswer(false)}>{t('Keep')}</Button>
    </footer>
  );
}
