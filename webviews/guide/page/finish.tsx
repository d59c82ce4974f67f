import { t } from '../../../extension/core/base/l10n.ts';
import { Icon } from '../../shared/page/icon.tsx';
import { Inline } from '../../shared/page/inline.tsx';
import { Button } from '../../shared/page/ui.tsx';
import type { GuideState } from '../protocol.ts';
import { stepWord } from './header.tsx';
import { host } from './host.ts';

/** The last page: what was learned, what is still open, and where to go on. */
export function Finish({ state: { session, objectives, nextLab } }: { state: GuideState }) {
  const open = session.steps.filter(({ status }) => status !== 'finished');
  return (
    <div class="finish">
      {open.length === 0 ? (
        <p class="all-done">
          <Icon name="pass-filled" tone="good" />
          {t('Every task of this lab is done.')}
        </p>
      ) : (
        <section>
          <h2>{t('Still open')}</h2>
          <ul>
            {open.map((step) => (
              <li key={step.id}>
                {step.title} <span class="quiet">({stepWord(step)})</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {objectives.length > 0 && (
        <section>
          <h2>{t('What you can do now')}</h2>
          <ul class="objectives">
            {objectives.map((objective) => (
              <li key={objective}>
                <Icon name="mortar-board" tone="info" />
                <span>
                  <Inline text={objective} />
                </span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {nextLab !== undefined && (
        <section class="next-lab">
          <h2>{t('Next lab')}</h2>
          <p>
            <strong>{nextLab.title}</strong>
          </p>
          <p class="quiet">{nextLab.summary}</p>
          <Button kind="primary" onClick={() => void host.send('startLab', nextLab.id)}>
            {t('Start {0}', nextLab.title)}
          </Button>
        </section>
      )}
    </div>
  );
}
