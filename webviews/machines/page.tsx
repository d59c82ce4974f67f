import { useEffect } from 'preact/hooks';
import { t } from '../../extension/core/base/l10n.ts';
import { announce, Announcer } from '../shared/page/announcer.tsx';
import { Failure } from '../shared/page/banner.tsx';
import { useHostState, useKept } from '../shared/page/host.ts';
import { Inline } from '../shared/page/inline.tsx';
import { mount } from '../shared/page/mount.tsx';
import { ProgressRing } from '../shared/page/ui.tsx';
import { Disks } from './page/disks.tsx';
import { Events } from './page/events.tsx';
import { host } from './page/host.ts';
import { List } from './page/list.tsx';
import { looks } from './page/looks.ts';
import { Machine } from './page/machine.tsx';
import type { MachinesState } from './protocol.ts';
import './page.css';

function Machines() {
  const state = useHostState(host);
  return (
    <>
      <Announcer />
      {state === undefined ? (
        <ProgressRing label={t('Looking for VMs…')} />
      ) : (
        <main>
          <h1 class="only-spoken">{t('Machines')}</h1>
          <Failure host={host} />
          {state.vms.length === 0 ? <Empty state={state} /> : <View state={state} />}
        </main>
      )}
    </>
  );
}

function View({ state }: { state: MachinesState }) {
  const { vms, focus } = state;
  const [kept, select] = useKept<string | undefined>(host, 'vm', undefined);
  const vm = vms.find(({ name }) => name === kept) ?? vms[0];
  useEffect(() => {
    if (focus !== undefined) select(focus.vm);
  }, [focus?.at]);
  const standing = vms.map(({ name, status }) => `${name}: ${looks[status].word()}`).join(', ');
  useEffect(() => announce(standing), [standing]);
  const [sentence = ''] = state.said[vm?.name ?? ''] ?? [];
  useEffect(() => announce(sentence), [sentence]);
  if (vm === undefined) return null;
  return (
    <div class="columns">
      {vms.length > 1 && <List vms={vms} busy={state.busy} selected={vm.name} onSelect={select} />}
      <div class="content">
        <Machine
          key={vm.name}
          vm={vm}
          counters={state.counters[vm.name] ?? []}
          busy={state.busy[vm.name]}
          said={state.said[vm.name] ?? []}
        />
        <Disks vms={vms} selected={vm.name} isBusy={state.busy[vm.name] !== undefined} />
        <Events events={state.events.filter((event) => event.vm === vm.name)} />
      </div>
    </div>
  );
}

/** Where VMs come from. */
function Empty({ state }: { state: MachinesState }) {
  return (
    <div class="empty">
      <h2>{t('No VM yet')}</h2>
      <p>
        {state.canHaveVms
          ? t('Labs about virtual machines bring their own. Or make one in the lab terminal:')
          : t('Open a lab of the track Virtual machines: its VMs are shown here.')}
      </p>
      {state.canHaveVms && (
        <p>
          <Inline text={t('`isolab vm create alpha`, then `isolab vm start alpha`.')} />
        </p>
      )}
    </div>
  );
}

mount(() => <Machines />);
