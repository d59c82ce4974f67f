import { t } from '../../../extension/core/base/l10n.ts';
import type { MigrationFacts } from '../../../extension/core/qemu/facts.ts';
import { formatBytes, formatDuration } from '../../shared/format.ts';
import { Icon, type Tone } from '../../shared/page/icon.tsx';
import { Foreign } from '../../shared/page/text.tsx';
import { host } from './host.ts';

/** A live migration: from which QEMU process to which, how far it is, how long the guest stood still. */
export function Migration({ migration }: { migration: MigrationFacts }) {
  const { status, transferredBytes, remainingBytes, downtimeMs } = migration;
  const { icon, tone, word } = looks[status];
  const percent = Math.round(
    (transferredBytes / Math.max(transferredBytes + remainingBytes, 1)) * 100,
  );
  return (
    <section class="migration" aria-labelledby="migration">
      <h3 id="migration">
        {t('Migration')}{' '}
        <span class="status">
          <Icon name={icon} tone={tone} /> {word()}
        </span>
      </h3>
      {status === 'active' && (
        <div
          class="progress-bar"
          role="progressbar"
          aria-label={t('Migration')}
          aria-valuenow={percent}
        >
          <span style={{ width: `${percent}%` }} />
        </div>
      )}
      <dl class="facts">
        <div>
          <dt>{t('From and to')}</dt>
          <dd>
            <Pid pid={migration.fromPid} isThere={status !== 'completed'} />
            {' → '}
            {migration.toPid === undefined ? (
              '…'
            ) : (
              <Pid pid={migration.toPid} isThere={status === 'completed' || status === 'active'} />
            )}
          </dd>
        </div>
        <div>
          <dt>{t('Moved')}</dt>
          <dd>
            {status === 'active'
              ? t(
                  '{0}, {1} still to go',
                  formatBytes(transferredBytes),
                  formatBytes(remainingBytes),
                )
              : t('{0} in {1}', formatBytes(transferredBytes), formatDuration(migration.totalMs))}
          </dd>
        </div>
        {downtimeMs !== undefined && (
          <div>
            <dt>{t('Stood still')}</dt>
            <dd>
              <strong>{formatDuration(downtimeMs)}</strong>
            </dd>
          </div>
        )}
        {migration.trouble !== undefined && (
          <div>
            <dt>{t('What happened')}</dt>
            <dd>
              <Foreign text={migration.trouble} />
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}

function Pid({ pid, isThere }: { pid: number; isThere: boolean }) {
  const text = t('PID {0}', pid);
  if (!isThere) return <>{t('{0}, ended', text)}</>;
  return (
    <button type="button" class="link" onClick={() => void host.send('focus', `pid:${pid}`)}>
      {text}
    </button>
  );
}

const looks: Record<MigrationFacts['status'], { icon: string; tone: Tone; word: () => string }> = {
  active: { icon: 'sync', tone: 'info', word: () => t('going on') },
  completed: { icon: 'pass-filled', tone: 'good', word: () => t('completed') },
  failed: { icon: 'error', tone: 'bad', word: () => t('failed') },
  cancelled: { icon: 'circle-slash', tone: 'warning', word: () => t('cancelled') },
};
