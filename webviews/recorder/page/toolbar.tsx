import { t } from '../../../extension/core/base/l10n.ts';
import type { Lane } from '../../../extension/core/recorder/recording.ts';
import { Choice } from '../../shared/page/choice.tsx';
import { Icon } from '../../shared/page/icon.tsx';
import { TextField } from '../../shared/page/ui.tsx';
import { lanes, looks } from './lanes.ts';

/** The timeline, or its twin. */
export type Look = 'timeline' | 'table';

/** What is drawn, and how. */
export function Toolbar(props: {
  look: Look;
  setLook: (look: Look) => void;
  hidden: ReadonlySet<Lane>;
  setHidden: (hidden: ReadonlySet<Lane>) => void;
  words: string;
  setWords: (words: string) => void;
  count: number;
  of: number;
}) {
  const { look, setLook, hidden, setHidden, words, setWords, count, of } = props;
  const toggle = (lane: Lane): void => {
    const next = new Set(hidden);
    if (!next.delete(lane)) next.add(lane);
    setHidden(next);
  };
  return (
    <div class="toolbar">
      <Choice
        label={t('How it is drawn')}
        value={look}
        onChoose={setLook}
        options={[
          { id: 'timeline', icon: 'list-tree', title: t('Timeline') },
          { id: 'table', icon: 'table', title: t('Table') },
        ]}
      />
      <TextField
        label={t('Filter entries')}
        isLabelHidden
        placeholder={t('Filter entries')}
        value={words}
        onInput={setWords}
      />
      <span class="choice" role="group" aria-label={t('Lanes that are shown')}>
        {lanes.map((lane) => (
          <button
            key={lane}
            type="button"
            class={lane}
            aria-pressed={!hidden.has(lane)}
            title={looks[lane].title()}
            onClick={() => toggle(lane)}
          >
            <Icon name={looks[lane].icon} /> <span class="word">{looks[lane].title()}</span>
          </button>
        ))}
      </span>
      <span class="quiet">
        {count === of ? t('{0} entries', of) : t('{0} of {1} entries', count, of)}
      </span>
    </div>
  );
}
