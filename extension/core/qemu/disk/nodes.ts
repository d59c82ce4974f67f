import { diskUnusable } from '../../base/vmErrors.ts';
import { t } from '../../base/l10n.ts';
import type { Monitor } from '../monitor.ts';

/** How QEMU calls the disks that it has opened at these files, in the same order. */
export async function diskNodes(
  monitor: Monitor,
  files: readonly { readonly name: string; readonly file: string }[],
  signal: AbortSignal,
): Promise<readonly { readonly name: string; readonly node: string }[]> {
  const devices = await monitor.ask('query-block', {}, signal);
  return files.map(({ name, file }) => {
    const device = devices.find(({ inserted }) => inserted?.file === file);
    if (device?.inserted === undefined) throw diskUnusable(file, t('QEMU has not opened it.'));
    return { name, node: device.inserted['node-name'] };
  });
}
