import { t } from '../../../extension/core/base/l10n.ts';
import type { RecordingHead } from '../../../extension/core/recorder/recording.ts';
import { formatDuration } from '../../shared/format.ts';
import type { Tone } from '../../shared/page/icon.tsx';
import { SideList } from '../../shared/page/sideList.tsx';

/** The commands that were recorded, the newest first, to choose which one is shown. */
export function List(props: {
  recordings: readonly RecordingHead[];
  selected: string | undefined;
  onSelect: (id: string) => void;
}) {
  const items = props.recordings.map((head) => {
    const { icon, tone, word } = lookOf(head);
    const more = (
      <span class="quiet list-more">
        {new Date(head.startedAt).toLocaleTimeString()} ·{' '}
        {head.exitCode === 0 ? <span class="only-spoken">{word}</span> : `${word} · `}
        {lengthOf(head)}
      </span>
    );
    return { id: head.id, icon, tone, name: titleOf(head), more };
  });
  return (
    <SideList
      label={t('Commands')}
      items={items}
      selected={props.selected}
      onSelect={props.onSelect}
    />
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
