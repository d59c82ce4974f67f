import { t } from '../../../extension/core/base/l10n.ts';
import type { RecordingHead } from '../../../extension/core/recorder/recording.ts';
import { formatDuration } from '../../shared/format.ts';
import { Icon, type Tone } from '../../shared/page/icon.tsx';
import { Foreign } from '../../shared/page/text.tsx';

/** The commands that were recorded, the newest first, to choose which one is shown. */
export function List(props: {
  recordings: readonly RecordingHead[];
  selected: string | undefined;
  onSelect: (id: string) => void;
}) {
  return (
    <nav class="list" aria-label={t('Commands')}>
      <ul>
        {props.recordings.map((head) => {
          const look = lookOf(head);
          return (
            <li key={head.id}>
              <button
                type="button"
                aria-pressed={head.id === props.selected}
                onClick={() => props.onSelect(head.id)}
              >
                <Icon name={look.icon} tone={look.tone} />
                <span class="list-text">
                  <Foreign text={titleOf(head)} class="list-name" />
                  <span class="quiet list-more">
                    {new Date(head.startedAt).toLocaleTimeString()} ·{' '}
                    {head.exitCode === 0 ? (
                      <span class="only-spoken">{look.word}</span>
                    ) : (
                      `${look.word} · `
                    )}
                    {lengthOf(head)}
                  </span>
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </nav>
  );
}

/** The line that was typed, or that nobody has seen one. */
export const titleOf = ({ command }: Pick<RecordingHead, 'command'>): string =>
  command === '' ? t('calls without a command') : command;

/** Whether a command goes on, and how it ended: an icon and a word that say the same. */
export function lookOf({ endedAt, exitCode }: Pick<RecordingHead, 'endedAt' | 'exitCode'>): {
  icon: string;
  tone: Tone;
  word: string;
} {
  if (endedAt === undefined) return { icon: 'record', tone: 'bad', word: t('recording') };
  if (exitCode === undefined)
    return { icon: 'circle-large-outline', tone: 'quiet', word: t('ended') };
  return exitCode === 0
    ? { icon: 'pass', tone: 'good', word: t('exit code {0}', exitCode) }
    : { icon: 'error', tone: 'bad', word: t('exit code {0}', exitCode) };
}

const lengthOf = ({ startedAt, endedAt, count }: RecordingHead): string =>
  endedAt === undefined ? t('{0} entries', count) : formatDuration(endedAt - startedAt);
