import { useState } from 'preact/hooks';
import { t } from '../../../extension/core/base/l10n.ts';
import type { VmFacts } from '../../../extension/core/qemu/facts.ts';
import { formatBytes } from '../../shared/format.ts';
import { Button, TextField } from '../../shared/page/ui.tsx';
import { host } from './host.ts';

const mebibyte = 2 ** 20;

/** How many CPUs the guest has, and two buttons to give and take one while it runs. */
export function Cpus({ vm, isBusy }: { vm: VmFacts; isBusy: boolean }) {
  const { current, max } = vm.cpus;
  const set = (count: number) => () => void host.send('setCpus', { vm: vm.name, count });
  return (
    <div class="resource">
      <span class="units" aria-hidden="true">
        {Array.from({ length: max }, (_, index) => (
          <span key={index} class={index < current ? 'unit given' : 'unit'} />
        ))}
      </span>
      <span>{max === current ? current : t('{0} of at most {1}', current, max)}</span>
      {vm.status === 'running' && max > 1 && (
        <>
          <Button isDisabled={isBusy || current <= 1} onClick={set(current - 1)}>
            {t('Take one')}
          </Button>
          <Button isDisabled={isBusy || current >= max} onClick={set(current + 1)}>
            {t('Give one')}
          </Button>
        </>
      )}
    </div>
  );
}

/** What the guest has, what the balloon has taken from it, what it may grow to, and a form to change it. */
export function Memory({ vm, isBusy }: { vm: VmFacts; isBusy: boolean }) {
  const { currentBytes, totalBytes, maxBytes } = vm.memory;
  const [text, setText] = useState<string | undefined>(undefined);
  const wanted = Number(text) * mebibyte;
  const isWrong = text !== undefined && !(wanted > 0 && wanted <= maxBytes);
  const apply = (): void => {
    if (text === undefined || isWrong || isBusy) return;
    setText(undefined);
    void host.send('setMemory', { vm: vm.name, bytes: wanted });
  };
  const share = (bytes: number): string => `${(bytes / Math.max(maxBytes, 1)) * 100}%`;
  return (
    <>
      <div class="resource">
        <span class="balance" aria-hidden="true">
          <span class="given" style={{ width: share(currentBytes) }} />
          <span class="taken" style={{ width: share(totalBytes - currentBytes) }} />
        </span>
        <span>{memoryText(vm.memory)}</span>
      </div>
      {vm.status === 'running' && (
        <div class="form">
          <TextField
            label={t('Memory in MiB, at most {0}', maxBytes / mebibyte)}
            value={text ?? String(Math.round(currentBytes / mebibyte))}
            onInput={setText}
            onSubmit={apply}
          />
          <Button isDisabled={isBusy || text === undefined || isWrong} onClick={apply}>
            {t('Change')}
          </Button>
          {isWrong && <span role="alert">{t('A number from 1 to {0}.', maxBytes / mebibyte)}</span>}
        </div>
      )}
    </>
  );
}

function memoryText({ currentBytes, totalBytes, maxBytes }: VmFacts['memory']): string {
  const taken = totalBytes - currentBytes;
  return [
    t('{0} given', formatBytes(currentBytes)),
    ...(taken > 0 ? [t('{0} taken by the balloon', formatBytes(taken))] : []),
    ...(maxBytes > totalBytes ? [t('may grow to {0}', formatBytes(maxBytes))] : []),
  ].join(', ');
}
