import { findProgram } from '../base/findProgram.ts';
import { t } from '../base/l10n.ts';
import type { Log } from '../base/log.ts';
import type { Engine } from '../engine/engine.ts';
import { qemuProgram } from '../qemu/argv.ts';
import { openFleet } from '../qemu/fleet.ts';
import { HostPlace } from '../qemu/place/host.ts';
import { ensureGuest } from '../recipe/guest/ensureGuest.ts';
import type { VmEquipmentHere } from './equipment.ts';

/** What is there to make VMs with. */
export interface VmSources {
  /** A folder of labs with recipes of images. */
  readonly recipes: string;
  readonly cacheFolder: string;
  readonly engine: Engine | undefined;
  readonly log: Log;
}

/** Finds what VMs can be made with on this computer, or why they cannot. */
export function findVmEquipment({ recipes, cacheFolder, engine, log }: VmSources): VmEquipmentHere {
  const arch = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
  const missing = [qemuProgram(arch), 'qemu-img'].find((each) => findProgram(each) === undefined);
  if (missing !== undefined) {
    return {
      why: t('{0} is not installed.', missing),
      fix: t('Install QEMU; isolab doctor shows how.'),
    };
  }
  const place = new HostPlace();
  return {
    openFleet: (folder, session, signal) =>
      openFleet({ place, folder, session, cacheFolder, log }, signal),
    async guestFiles(variant, report, signal) {
      const sources = {
        labsFolder: recipes,
        cacheFolder,
        ...(engine === undefined ? {} : { engine }),
      };
      return { ...(await ensureGuest(variant, sources, report, signal)), arch };
    },
  };
}
