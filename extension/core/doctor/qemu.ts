import { t } from '../base/l10n.ts';
import type { Circumstances } from './circumstances.ts';
import type { Finding } from './finding.ts';
import { fix, installCommand } from './remedy.ts';

/** QEMU's program for guests of this machine's own kind. */
export function qemuProgram(processor: NodeJS.Architecture): string {
  return processor === 'arm64' ? 'qemu-system-aarch64' : 'qemu-system-x86_64';
}

/** Whether virtual machines can be started. */
export function qemuFinding(circumstances: Circumstances): Finding {
  const { qemuVersion, processor, engine } = circumstances;
  const common = { id: 'qemu', title: t('QEMU') };
  if (qemuVersion !== undefined) {
    return { ...common, status: 'ok', found: qemuVersion, consequence: '' };
  }
  const debian = `${processor === 'arm64' ? 'qemu-system-arm' : 'qemu-system-x86'} qemu-utils`;
  const names = { debian, brew: 'qemu', winget: 'SoftwareFreedomConservancy.QEMU' };
  return {
    ...common,
    found: t('{0} is not installed', qemuProgram(processor)),
    ...(engine.status === 'up'
      ? {
          status: 'degraded',
          consequence: t('QEMU runs in a container, in an image of 270 MB that is made first.'),
        }
      : {
          status: 'missing',
          consequence: t('Labs with virtual machines cannot be opened. Labs with containers can.'),
        }),
    fix: fix(t('Install QEMU.'), installCommand(names, circumstances)),
  };
}
