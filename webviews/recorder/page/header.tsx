import { t } from '../../../extension/core/base/l10n.ts';
import type { RecordingHead } from '../../../extension/core/recorder/recording.ts';
import { formatDuration } from '../../shared/format.ts';
import { Icon } from '../../shared/page/icon.tsx';
import { Foreign, legible } from '../../shared/page/text.tsx';
import { IconButton } from '../../shared/page/ui.tsx';
import { host } from './host.ts';
import { lookOf, titleOf } from './list.tsx';

/** Which command it was, where, and how it ended; and what can be done with the recording. */
export function Header(props: {
  head: RecordingHead;
  /** All that there are, to choose from where a list has no room. */
  recordings: readonly RecordingHead[];
  isFile: boolean;
  onSelect: (id: string) => void;
}) {
  const { head, recordings, isFile, onSelect } = props;
  const look = lookOf(head);
  return (
    <header>
      <h2 class={isFile ? '' : 'is-listed'}>
        <code>
          <Foreign text={titleOf(head)} />
        </code>
      </h2>
      {!isFile && (
        <select
          aria-label={t('Command')}
          value={head.id}
          onChange={(event) => onSelect(event.currentTarget.value)}
        >
          {recordings.map((each) => (
            <option key={each.id} value={each.id}>
              {legible(`${titleOf(each)} · ${new Date(each.startedAt).toLocaleTimeString()}`)}
            </option>
          ))}
        </select>
      )}
      <div class="actions">
        {!isFile && (
          <IconButton
            icon="save"
            label={t('Save…')}
            onClick={() => void host.send('save', head.id)}
          />
        )}
        <IconButton
          icon="compare-changes"
          label={t('Compare…')}
          onClick={() => void host.send('chooseOther', head.id)}
        />
      </div>
      <p class="quiet facts-line">
        <Icon name={look.icon} tone={look.tone} />{' '}
        <Foreign text={[look.word, ...factsOf(head)].join(' · ')} />
      </p>
    </header>
  );
}

/** Where and when a command ran. */
export function factsOf(head: RecordingHead): readonly string[] {
  const { startedAt, endedAt, machine, kernel, engine, labId, step } = head;
  return [
    new Date(startedAt).toLocaleString(),
    ...(endedAt === undefined ? [] : [formatDuration(endedAt - startedAt)]),
    machine === 'host'
      ? t('on this machine')
      : machine === 'workbench'
        ? t('in the workbench')
        : t('on {0}', machine),
    t('kernel {0}', kernel),
    ...(engine === undefined ? [] : [t('engine {0}', engine)]),
    ...(labId === undefined ? [] : [step === undefined ? labId : `${labId}, ${step}`]),
  ];
}
