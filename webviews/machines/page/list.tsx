import { t } from '../../../extension/core/base/l10n.ts';
import type { VmFacts } from '../../../extension/core/qemu/facts.ts';
import { formatBytes } from '../../shared/format.ts';
import { SideList } from '../../shared/page/sideList.tsx';
import { Foreign } from '../../shared/page/text.tsx';
import { looks } from './looks.ts';

/** All VMs, to choose which one is shown. */
export function List(props: {
  vms: readonly VmFacts[];
  busy: Readonly<Record<string, string>>;
  selected: string;
  onSelect: (vm: string) => void;
}) {
  const items = props.vms.map(({ name, status, accelerator, memory }) => {
    const { icon, tone, word } = looks[status];
    const facts = [
      props.busy[name] ?? word(),
      accelerator.name,
      formatBytes(memory.currentBytes),
    ].join(' · ');
    const more = (
      <span class="quiet">
        <Foreign text={facts} />
      </span>
    );
    return { id: name, icon, tone, name, more };
  });
  return (
    <SideList label={t('VMs')} items={items} selected={props.selected} onSelect={props.onSelect} />
  );
}
