import { t } from '../base/l10n.ts';
import type { Circumstances } from './circumstances.ts';
import type { Finding } from './finding.ts';
import { asRoot, fix } from './remedy.ts';

/**
 * Whether guests run on the processor itself. Only a guest that has run proves it; where there is none to try with
 * yet, what can be seen is told.
 */
export function acceleratorFinding(circumstances: Circumstances): Finding {
  const { platform, accelerator } = circumstances;
  const common = { id: 'accelerator', title: t('Hardware virtualization') };
  const consequence = t(
    'Virtual machines are emulated: several times slower, and otherwise the same.',
  );
  const { isDevicePresent, isDeviceUsable, isBacked, chosen } = accelerator;
  if (chosen !== undefined && chosen.name !== 'tcg') {
    return { ...common, status: 'ok', found: chosen.reason, consequence: '' };
  }
  // What can be seen promised more than the trial kept.
  if (chosen !== undefined && (platform !== 'linux' || (isDeviceUsable && isBacked))) {
    return { ...common, status: 'degraded', found: chosen.reason, consequence };
  }
  if (platform !== 'linux') {
    const name = platform === 'darwin' ? 'Hypervisor.framework' : 'Windows Hypervisor Platform';
    const found = t('{0}: tried when a virtual machine starts', name);
    return { ...common, status: 'ok', found, consequence: '' };
  }
  if (isDeviceUsable && isBacked) {
    const found = t('/dev/kvm and the processor offer it; a virtual machine’s start will prove it');
    return { ...common, status: 'ok', found, consequence: '' };
  }
  if (!isDevicePresent) {
    return {
      ...common,
      status: 'degraded',
      found: t('There is no /dev/kvm'),
      consequence,
      fix: fix(
        t('Switch virtualization on in the firmware, or nested virtualization in the cloud.'),
      ),
    };
  }
  if (!isBacked) {
    return {
      ...common,
      status: 'degraded',
      found: t('/dev/kvm is there, and neither kvm_intel nor kvm_amd stands behind it'),
      consequence,
      fix: fix(t('This machine is itself a guest: ask for one with nested virtualization.')),
    };
  }
  return {
    ...common,
    status: 'degraded',
    found: t('/dev/kvm is there, and you may not use it'),
    consequence,
    fix: fix(
      t('Join the group kvm, then log out and in.'),
      asRoot('usermod -aG kvm "$USER"', circumstances),
    ),
  };
}
