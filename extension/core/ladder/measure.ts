import { join } from 'node:path';
import { timeLimit } from '../base/timeLimit.ts';
import { measureImpossible } from '../base/vmErrors.ts';
import { t } from '../base/l10n.ts';
import type { Engine } from '../engine/engine.ts';
import type { Probe } from '../kernel/probe.ts';
import type { VmEquipmentHere } from '../machine/equipment.ts';
import { ensureImages } from '../recipe/ensure.ts';
import { listRecipes } from '../recipe/recipe.ts';
import { containerImage, measureContainer } from './container.ts';
import { measureChroot, measureJvm, measureProcess } from './here.ts';
import { removeLeftovers } from './leftovers.ts';
import { rungKinds, type Ladder, type Measured, type Rung, type RungKind } from './rung.ts';
import { openLadderVms, type LadderVms } from './vm.ts';

/** What the ladder is measured with; what is not there leaves its rungs out, with the reason. */
export interface LadderMeans {
  readonly engine: Engine | undefined;
  /** Reads the engine's kernel. */
  readonly probe: Probe | undefined;
  readonly vms: VmEquipmentHere;
  /** A folder of labs with recipes of images. */
  readonly recipes: string;
  readonly cacheFolder: string;
}

/** Hears of each rung before and after it is measured. */
export interface LadderProgress {
  begins(kind: RungKind): void;
  ends(rung: Rung): void;
  /** What has to be made before anything can be measured. */
  report(message: string): void;
}

/**
 * Measures the same small program on every rung of the isolation ladder, one after the other. Whatever happens, nothing
 * of it is left; rejects only when `signal` aborts.
 */
export async function measureLadder(
  means: LadderMeans,
  progress: LadderProgress,
  signal: AbortSignal,
): Promise<Ladder> {
  const work = new Work(means, progress);
  try {
    const rungs: Rung[] = [];
    for (const kind of rungKinds) {
      progress.begins(kind);
      const rung = { kind, measured: await seen(work.measure(kind, signal), signal) };
      rungs.push(rung);
      progress.ends(rung);
    }
    return { at: Date.now(), rungs };
  } finally {
    await work.cleanUp();
  }
}

const cleanUpLimitMs = 30_000;

class Work {
  readonly #means: LadderMeans;
  readonly #progress: LadderProgress;
  #vms: LadderVms | undefined;

  constructor(means: LadderMeans, progress: LadderProgress) {
    this.#means = means;
    this.#progress = progress;
  }

  async measure(kind: RungKind, signal: AbortSignal): Promise<Measured> {
    switch (kind) {
      case 'process':
        return measureProcess(signal);
      case 'chroot':
        return measureChroot(signal);
      case 'jvm':
        return measureJvm(signal);
      case 'container':
        return this.#container(signal);
      case 'vm-tcg':
        return (await this.#openVms(signal)).measure('tcg', signal);
      case 'vm-kvm':
        return (await this.#openVms(signal)).measure('kvm', signal);
    }
  }

  async cleanUp(): Promise<void> {
    await this.#vms?.[Symbol.asyncDispose]();
    const { engine } = this.#means;
    if (engine !== undefined) await removeLeftovers(engine, timeLimit(cleanUpLimitMs));
  }

  async #container(signal: AbortSignal): Promise<Measured> {
    const { engine, probe, recipes } = this.#means;
    if (engine === undefined) throw measureImpossible(t('No Docker Engine answers.'));
    if (probe === undefined) throw measureImpossible(t('The kernel of the engine cannot be read.'));
    const { report } = this.#progress;
    await ensureImages(engine, [containerImage], await listRecipes(recipes), report, signal);
    return measureContainer(engine, probe, signal);
  }

  async #openVms(signal: AbortSignal): Promise<LadderVms> {
    const { vms, cacheFolder } = this.#means;
    if ('why' in vms) throw measureImpossible(vms.why);
    const folder = join(cacheFolder, 'ladder');
    const { report } = this.#progress;
    return (this.#vms ??= await openLadderVms(vms, folder, report, signal));
  }
}

/** What was measured, or why it could not be. */
async function seen(work: Promise<Measured>, signal: AbortSignal): Promise<Rung['measured']> {
  try {
    return { seen: true, value: await work };
  } catch (error) {
    signal.throwIfAborted();
    const reason = error instanceof Error ? error.message : String(error);
    return { seen: false, reason };
  }
}
