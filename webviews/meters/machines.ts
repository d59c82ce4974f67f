import { t } from '../../extension/core/base/l10n.ts';
import type { KernelSources } from '../shared/kernelSources.ts';
import type { MetersState } from './protocol.ts';

/** This computer, and the guests that run. */
export function listMachines({ host, guests }: KernelSources): MetersState['machines'] {
  const running = guests.all().filter(({ status }) => status === 'running');
  return [
    ...(host === undefined ? [] : [{ id: 'host', title: t('Host'), isGuest: false }]),
    ...running.map(({ name }) => ({ id: `guest:${name}`, title: name, isGuest: true })),
  ];
}

/** Who reads one of them; undefined when it is gone. */
export function probeOf(
  { host, guests }: KernelSources,
  machine: string,
): ReturnType<KernelSources['guests']['probe']> {
  return machine === 'host' ? host?.probe : guests.probe(machine.replace(/^guest:/, ''));
}
