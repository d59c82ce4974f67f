import { t } from '../../../extension/core/base/l10n.ts';
import type { Lane, Recording } from '../../../extension/core/recorder/recording.ts';
import { Icon } from '../../shared/page/icon.tsx';
import { Inline } from '../../shared/page/inline.tsx';
import { lanes, looks } from './lanes.ts';

/** What the recording could not see: which lanes, why, how much, and what can be done about it. */
export function Notes({ recording }: { recording: Pick<Recording, 'lanes' | 'unattributed'> }) {
  const notes = notesOf(recording);
  const bad = notes.filter(({ isBad }) => isBad);
  const others = notes.filter(({ isBad }) => !isBad);
  if (notes.length === 0) return null;
  return (
    <section class="notes" aria-label={t('What could not be seen')} tabIndex={0}>
      {bad.length > 0 && <List notes={bad} />}
      {others.length > 0 && (
        <details>
          <summary>{t('What could not be seen: {0}', others.length)}</summary>
          <List notes={others} />
        </details>
      )}
    </section>
  );
}

interface Note {
  readonly lanes: readonly Lane[];
  readonly text: string;
  readonly fix?: string;
  readonly isBad: boolean;
}

function List({ notes }: { notes: readonly Note[] }) {
  return (
    <ul>
      {notes.map(({ lanes: which, text, fix, isBad }) => (
        <li key={text}>
          <Icon name={isBad ? 'warning' : 'info'} tone={isBad ? 'warning' : 'info'} />
          <span>
            <strong>{which.map((lane) => looks[lane].title()).join(', ')}</strong>{' '}
            <Inline text={text} />{' '}
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

/** The notes of all lanes; what is the same of several is said once. */
function notesOf({ lanes: states, unattributed }: Pick<Recording, 'lanes' | 'unattributed'>) {
  const notes: Note[] = [];
  const add = (lane: Lane, note: Omit<Note, 'lanes'>): void => {
    const index = notes.findIndex(({ text }) => text === note.text);
    const same = notes[index];
    if (same === undefined) notes.push({ ...note, lanes: [lane] });
    else notes[index] = { ...same, lanes: [...same.lanes, lane] };
  };
  for (const lane of lanes) {
    const { isSeen, notes: said, fix, lost } = states[lane];
    if (isSeen) for (const text of said) add(lane, { text, isBad: false });
    else {
      const text = t('not visible: {0}', said.join(' '));
      add(lane, { text, isBad: true, ...(fix === undefined ? {} : { fix }) });
    }
    if (lost > 0) {
      const text = t('{0} more happened than are shown: there was no room for them.', lost);
      add(lane, { text, isBad: true });
    }
  }
  if (unattributed > 0) {
    const text = t('{0} things happened at that time, and nobody can tell for whom.', unattributed);
    notes.push({ lanes: [], text, isBad: false });
  }
  return notes;
}
