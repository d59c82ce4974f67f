import { join } from 'node:path';
import { findProgram } from '../base/findProgram.ts';
import { t } from '../base/l10n.ts';
import type { Log } from '../base/log.ts';
import type { Engine } from '../engine/engine.ts';
import { qemuProgram } from '../qemu/argv.ts';
import { openFleet } from '../qemu/fleet.ts';
import type { QemuPlace } from '../qemu/place.ts';
import { HostPlace } from '../qemu/place/host.ts';
import { ensureImages } from '../recipe/ensure.ts';
import { ensureGuest } from '../recipe/guest/ensureGuest.ts';
import { listRecipes } from '../recipe/recipe.ts';
import type { VmEquipmentHere } from './equipment.ts';
import { openQemuContainer, qemuImage } from './qemuContainer.ts';

/** What is there to make VMs with. */
export interface VmSources {
  /** A folder of labs with recipes of images. */
  readonly recipes: string;
  readonly cacheFolder: string;
  readonly engine: Engine | undefined;
  readonly log: Log;
}

/**
 * Finds what VMs can be made with on this computer, or why they cannot: QEMU is here, or can run in a container of the
 * engine.
 */
export function findVmEquipment({ recipes, cacheFolder, engine, log }: VmSources): VmEquipmentHere {
  const arch = process.arch === 'arm64' ? 'aarch64' : 'x86_64';
  const missing = [qemuProgram(arch), 'qemu-img'].find((each) => findProgram(each) === undefined);
  if (missing !== undefined && engine === undefined) {
    return {
      why: t('{0} is not installed.', missing),
      fix: t('Install QEMU; isolab doctor shows how.'),
    };
  }
  return {
    async openFleet(folder, session, labels, signal) {
      const place =
        missing === undefined || engine === undefined
          ? new HostPlace()
          : await openContainer(folder, labels, { recipes, cacheFolder, engine, log }, signal);
      return openFleet({ place, folder, session, cacheFolder, log }, signal);
    },
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

async function openContainer(
  folder: string,
  labels: Readonly<Record<string, string>>,
  { recipes, cacheFolder, engine, log }: VmSources & { readonly engine: Engine },
  signal: AbortSignal,
): Promise<QemuPlace> {
  const report = (message: string): void => log.info(message);
  await ensureImages(engine, [qemuImage], await listRecipes(recipes), report, signal);
  const folders = [folder, join(cacheFolder, 'guests')] as const;
  return openQemuContainer({ engine, labels, folders }, signal);
}
