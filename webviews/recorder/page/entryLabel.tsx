import { t } from '../../../extension/core/base/l10n.ts';
import type { Entry } from '../../../extension/core/recorder/recording.ts';
import { Icon } from '../../shared/page/icon.tsx';
import { Foreign } from '../../shared/page/text.tsx';
import { labelOf } from './label.ts';

/** An entry on one line. */
export function EntryLabel({ entry }: { entry: Entry }) {
  const { head, rest, result, isBad } = labelOf(entry);
  return (
    <span class="label">
      {isBad && <Icon name="error" tone="bad" />}
      <Foreign text={head} class={headClass(entry)} />{' '}
      {entry.lane === 'kernel' && entry.folded !== undefined && (
        <span class="folded">×{entry.folded}</span>
      )}{' '}
      {rest !== '' && <Foreign text={rest} class="quiet" />}{' '}
      {result !== '' && <Foreign text={result} class={isBad ? 'result bad' : 'result'} />}
      {entry.lane === 'changes' && !entry.isTied && (
        <span class="perhaps" title={t('perhaps by others')}>
          <Icon name="question" tone="quiet" />
          <span class="only-spoken">{t('perhaps by others')}</span>
        </span>
      )}
    </span>
  );
}

function headClass(entry: Entry): string {
  if (entry.lane !== 'changes') return 'name';
  return entry.isTied ? 'sentence' : 'sentence untied';
}
