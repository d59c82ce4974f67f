import { t } from '../base/l10n.ts';
import type { Circumstances } from './circumstances.ts';
import type { Finding } from './finding.ts';
import { asRoot, fix } from './remedy.ts';

/**
 * Whether guests are likely to run on the processor itself. It only looks: a device that is there may still not run a
 * guest, and only a guest that has run proves it.
 */
export function acceleratorFinding(circumstances: Circumstances): Finding {
  const { platform, accelerator } = circumstances;
  const common = { id: 'accelerator', title: t('Hardware virtualization') };
  const consequence = t(
    'Virtual machines are emulated: several times slower, and otherwise the same.',
  );
  if (platform !== 'linux') {
    const name = platform === 'darwin' ? 'Hypervisor.framework' : 'Windows Hypervisor Platform';
    const found = t('{0}: tried when a virtual machine starts', name);
    return { ...common, status: 'ok', found, consequence: '' };
  }
  const { isDevicePresent, isDeviceUsable, isBacked } = accelerator;
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
