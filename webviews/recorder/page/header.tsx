import { t } from '../../../extension/core/base/l10n.ts';
import type { RecordingHead } from '../../../extension/core/recorder/recording.ts';
import { formatDuration } from '../../shared/format.ts';
import { Icon } from '../../shared/page/icon.tsx';
import { Foreign } from '../../shared/page/text.tsx';
import { Button } from '../../shared/page/ui.tsx';
import { host } from './host.ts';
import { lookOf, titleOf } from './list.tsx';

/** Which command it was, where, and how it ended; and what can be done with the recording. */
export function Header(props: { head: RecordingHead; isFile: boolean }) {
  const { head, isFile } = props;
  const look = lookOf(head);
  return (
    <header>
      <h2>
        <code>
          <Foreign text={titleOf(head)} />
        </code>
      </h2>
      <div class="actions">
        {!isFile && (
          <Button icon="save" onClick={() => void host.send('save', head.id)}>
            {t('Save…')}
          </Button>
        )}
        <Button icon="compare-changes" onClick={() => void host.send('chooseOther', head.id)}>
          {t('Compare…')}
        </Button>
      </div>
      <p class="quiet facts-line">
        <span>
          <Icon name={look.icon} tone={look.tone} /> {look.word}
        </span>
        {factsOf(head).map((fact) => (
          <span key={fact}>
            <Foreign text={fact} />
          </span>
        ))}
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
