import assert from 'node:assert/strict';
import { resolve } from 'node:path';
import { cacheFolder } from '../../extension/core/base/cacheFolder.ts';
import { silentLog } from '../../extension/core/base/log.ts';
import { openEngine, type Engine } from '../../extension/core/engine/engine.ts';
import {
  describePart,
  parts,
  type Part,
  type PartResult,
} from '../../extension/core/grade/verify/proof.ts';
import { verifyLab } from '../../extension/core/grade/verify/verify.ts';
import type { Probe } from '../../extension/core/kernel/probe.ts';
import { loadCatalog } from '../../extension/core/lab/catalog.ts';
import { findVmEquipment } from '../../extension/core/machine/vmEquipment.ts';
import { openProbe } from '../../extension/core/machine/openProbe.ts';
import { ensureImages } from '../../extension/core/recipe/ensure.ts';
import { listRecipes } from '../../extension/core/recipe/recipe.ts';
import { isolabCommand } from '../isolabCommand.ts';

const labsFolder = resolve(import.meta.dirname, '../../labs');
const { tracks, problems } = await loadCatalog(labsFolder);

describe('labs', () => {
  let engine: Engine;
  let probe: Probe;

  before('images', async () => {
    const signal = AbortSignal.timeout(600_000);
    engine = await openEngine({ env: process.env, log: silentLog }, signal);
    probe = await openProbe(engine, labsFolder, silentLog, signal);
    const images = tracks.flatMap(({ labs }) => labs.flatMap(({ lab }) => lab?.images ?? []));
    const recipes = await listRecipes(labsFolder);
    await ensureImages(engine, [...new Set(images)], recipes, () => {}, signal);
  });

  after(async () => {
    await probe[Symbol.asyncDispose]();
    await engine[Symbol.asyncDispose]();
  });

  it('are all in the catalogue', () => assert.deepEqual(problems, []));

  for (const loaded of tracks.flatMap(({ labs }) => labs)) {
    describe(loaded.id, () => {
      const results = new Map<Part, PartResult>();

      before('proof', async () => {
        const signal = AbortSignal.timeout(600_000);
        const log = silentLog;
        const recipes = labsFolder;
        const vms = findVmEquipment({ recipes, cacheFolder: cacheFolder(), engine, log });
        const tools = { engine, probe, vms, recipes, command: isolabCommand, log };
        const proof = await verifyLab(loaded, tools, () => {}, signal);
        for (const result of proof.parts) results.set(result.part, result);
      });

      for (const part of parts) {
        it(describePart(part), () => {
          const { status, failures } = results.get(part) ?? { status: 'skipped', failures: [] };
          assert.deepEqual({ status, failures }, { status: 'passed', failures: [] });
        });
      }
    });
  }
});
