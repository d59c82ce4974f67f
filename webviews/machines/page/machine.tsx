import { t } from '../../../extension/core/base/l10n.ts';
import type { VmCounters, VmFacts } from '../../../extension/core/qemu/facts.ts';
import { Banner } from '../../shared/page/banner.tsx';
import { Fact } from '../../shared/page/fact.tsx';
import { Icon } from '../../shared/page/icon.tsx';
import { Foreign } from '../../shared/page/text.tsx';
import { Button, ProgressRing } from '../../shared/page/ui.tsx';
import { formatDuration } from '../../shared/format.ts';
import { Counters } from './counters.tsx';
import { host } from './host.ts';
import { looks } from './looks.ts';
import { Migration } from './migration.tsx';
import { Process } from './process.tsx';
import { Cpus, Memory } from './resources.tsx';
import { Snapshots } from './snapshots.tsx';

/** One VM: how it stands, what it has, what can be done with it. */
export function Machine(props: {
  vm: VmFacts;
  counters: readonly VmCounters[];
  busy: string | undefined;
  said: readonly string[];
}) {
  const { vm, counters, busy, said } = props;
  const look = looks[vm.status];
  return (
    <section class="machine" aria-labelledby="machine">
      <header>
        <h2 id="machine">
          <Foreign text={vm.name} />{' '}
          <span class="status">
            <Icon name={look.icon} tone={look.tone} /> {look.word()}
          </span>
        </h2>
        <Actions vm={vm} isBusy={busy !== undefined} />
      </header>
      {vm.trouble !== undefined && <Banner kind="error" message={vm.trouble} />}
      {busy !== undefined && (
        <div class="busy">
          <ProgressRing label={`${busy}…`} />
          <Button onClick={() => void host.send('cancel', vm.name)}>{t('Cancel')}</Button>
        </div>
      )}
      {said.length > 0 && (
        <ul class="said">
          {said.map((sentence, index) => (
            <li key={index} class={index === 0 ? '' : 'quiet'}>
              <Foreign text={sentence} />
            </li>
          ))}
        </ul>
      )}
      <dl class="facts">
        <Fact name={t('Accelerator')}>
          <strong>{vm.accelerator.name}</strong>{' '}
          <span class="quiet">
            <Foreign text={vm.accelerator.reason} />
          </span>
        </Fact>
        <Fact name={t('Started')}>{startedText(vm)}</Fact>
        <Fact name={t('CPUs')}>
          <Cpus vm={vm} isBusy={busy !== undefined} />
        </Fact>
        <Fact name={t('Memory')}>
          <Memory vm={vm} isBusy={busy !== undefined} />
        </Fact>
        {vm.forwards.length > 0 && (
          <Fact name={t('Ports')}>
            {vm.forwards
              .map(({ hostPort, guestPort }) => t('{0} here is {1} there', hostPort, guestPort))
              .join(', ')}
          </Fact>
        )}
        {vm.clonedFrom !== undefined && (
          <Fact name={t('Cloned from')}>
            <Foreign text={vm.clonedFrom} />
          </Fact>
        )}
      </dl>
      {vm.migration !== undefined && <Migration migration={vm.migration} />}
      <Snapshots vm={vm} isBusy={busy !== undefined} />
      <Counters readings={counters} isRunning={vm.status === 'running'} />
      {vm.process !== undefined && <Process process={vm.process} />}
    </section>
  );
}

function Actions({ vm, isBusy }: { vm: VmFacts; isBusy: boolean }) {
  const action = (
    method: 'start' | 'stop' | 'pause' | 'resume' | 'reset' | 'migrate',
    icon: string,
    label: string,
    kind: 'primary' | 'secondary' = 'secondary',
  ) => (
    <Button
      icon={icon}
      kind={kind}
      isDisabled={isBusy}
      onClick={() => void host.send(method, vm.name)}
    >
      {label}
    </Button>
  );
  const isUp = vm.process !== undefined;
  return (
    <div class="actions">
      {!isUp && action('start', 'play', t('Start'), 'primary')}
      {isUp && (
        <Button
          icon="terminal"
          kind="primary"
          onClick={() => void host.send('openConsole', vm.name)}
        >
          {t('Console')}
        </Button>
      )}
      {vm.status === 'paused' && action('resume', 'debug-continue', t('Resume'))}
      {vm.status === 'panicked' && action('reset', 'debug-restart', t('Boot anew'))}
      {vm.status === 'running' && action('pause', 'debug-pause', t('Pause'))}
      {vm.status === 'running' && action('migrate', 'arrow-swap', t('Migrate'))}
      {isUp && action('stop', 'debug-stop', t('Stop'))}
    </div>
  );
}

function startedText({ started }: VmFacts): string {
  if (started === undefined) return t('not running');
  const time = new Date(started.at).toLocaleTimeString();
  const took = formatDuration(started.tookMs);
  return started.how === 'cold'
    ? t('{0}, by a cold boot that took {1}', time, took)
    : t('{0}, from a saved state in {1}', time, took);
}
