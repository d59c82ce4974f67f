import { t } from '../../../extension/core/base/l10n.ts';
import type { VmFacts } from '../../../extension/core/qemu/facts.ts';
import { formatBytes } from '../../shared/format.ts';
import { Icon } from '../../shared/page/icon.tsx';
import { Foreign } from '../../shared/page/text.tsx';
import { looks } from './looks.ts';

/** All VMs, to choose which one is shown. */
export function List(props: {
  vms: readonly VmFacts[];
  busy: Readonly<Record<string, string>>;
  selected: string;
  onSelect: (vm: string) => void;
}) {
  return (
    <nav class="list" aria-label={t('VMs')}>
      <ul>
        {props.vms.map((vm) => {
          const look = looks[vm.status];
          return (
            <li key={vm.name}>
              <button
                type="button"
                aria-pressed={vm.name === props.selected}
                onClick={() => props.onSelect(vm.name)}
              >
                <Icon name={look.icon} tone={look.tone} />
                <span class="list-text">
                  <Foreign text={vm.name} class="list-name" />
                  <span class="quiet">
                    <Foreign
                      text={[
                        props.busy[vm.name] ?? look.word(),
                        vm.accelerator.name,
                        formatBytes(vm.memory.currentBytes),
                      ].join(' · ')}
                    />
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
