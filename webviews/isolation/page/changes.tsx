import { t } from '../../../extension/core/base/l10n.ts';
import { Foreign } from '../../shared/page/text.tsx';
import type { IsolationState } from '../protocol.ts';

/** What changed in the last seconds, newest first; each leads to its object. */
export function Changes(props: {
  changes: IsolationState['changes'];
  onFocus: (target: string) => void;
}) {
  const { changes, onFocus } = props;
  return (
    <section class="changes" aria-labelledby="changes">
      <h2 id="changes">{t('Changed in the last 10 seconds')}</h2>
      {changes.length === 0 ? (
        <p class="quiet">{t('Nothing.')}</p>
      ) : (
        <ul>
          {changes.slice(0, mostShown).map((change) => (
            <li key={`${change.at} ${change.text}`}>
              <button type="button" class="link" onClick={() => onFocus(change.focus)}>
                <Foreign text={change.text} />
              </button>
            </li>
          ))}
          {changes.length > mostShown && (
            <li class="quiet">{t('and {0} more', changes.length - mostShown)}</li>
          )}
        </ul>
      )}
    </section>
  );
}

const mostShown = 12;
