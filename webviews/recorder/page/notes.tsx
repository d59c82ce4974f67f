import { t } from '../../../extension/core/base/l10n.ts';
import type { Recording } from '../../../extension/core/recorder/recording.ts';
import { Icon } from '../../shared/page/icon.tsx';
import { Inline } from '../../shared/page/inline.tsx';
import { lanes, looks } from './lanes.ts';

/** What the recording could not see, lane by lane: why, how much, and what can be done about it. */
export function Notes({ recording }: { recording: Pick<Recording, 'lanes' | 'unattributed'> }) {
  const notes = lanes.flatMap((lane) => {
    const { isSeen, notes: said, fix, lost } = recording.lanes[lane];
    const title = looks[lane].title();
    return [
      ...(isSeen ? said : [t('not visible: {0}', said.join(' '))]).map((text) => ({
        title,
        text,
        isBad: !isSeen,
        fix,
      })),
      ...(lost > 0 ? [{ title, text: lostText(lost), isBad: true, fix: undefined }] : []),
    ];
  });
  if (recording.unattributed > 0) {
    const text = t(
      '{0} things happened at that time, and nobody can tell for whom.',
      recording.unattributed,
    );
    notes.push({ title: t('All'), text, isBad: false, fix: undefined });
  }
  if (notes.length === 0) return null;
  return (
    <ul class="notes" aria-label={t('What could not be seen')}>
      {notes.map(({ title, text, isBad, fix }) => (
        <li key={title + text}>
          <Icon name={isBad ? 'warning' : 'info'} tone={isBad ? 'warning' : 'info'} />
          <span>
            <strong>{title}</strong> <Inline text={text} />{' '}
            {fix !== undefined && (
              <span class="quiet">
                <Inline text={fix} />
              </span>
            )}
          </span>
        </li>
      ))}
    </ul>
  );
}

const lostText = (lost: number): string =>
  t('{0} more happened than are shown: there was no room for them.', lost);
