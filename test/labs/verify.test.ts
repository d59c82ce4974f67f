import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { proofTable } from '../../extension/cli/proofTable.ts';
import { cacheFolder } from '../../extension/core/base/cacheFolder.ts';
import { silentLog } from '../../extension/core/base/log.ts';
import { openEngine } from '../../extension/core/engine/engine.ts';
import { toJUnit } from '../../extension/core/grade/verify/junit.ts';
import { machinesFor } from '../../extension/core/grade/verify/machines.ts';
import {
  describePart,
  nameOf,
  parts,
  type LabProof,
  type Part,
  type PartResult,
} from '../../extension/core/grade/verify/proof.ts';
import { verifyLab } from '../../extension/core/grade/verify/verify.ts';
import { loadCatalog } from '../../extension/core/lab/catalog.ts';
import { findVmEquipment } from '../../extension/core/machine/vmEquipment.ts';
import { openProbe } from '../../extension/core/machine/openProbe.ts';
import { ensureImages } from '../../extension/core/recipe/ensure.ts';
import { listRecipes } from '../../extension/core/recipe/recipe.ts';
import { isolabCommand } from '../isolabCommand.ts';

const recipes = resolve(import.meta.dirname, '../../labs');
const output = resolve(import.meta.dirname, '../output');
const log = silentLog;
const limit = (): AbortSignal => AbortSignal.timeout(1_800_000);
const { tracks, problems } = await loadCatalog(recipes);
const engine = await openEngine({ env: process.env, log }, limit());
const probe = await openProbe(engine, recipes, log, limit());
const vms = findVmEquipment({ recipes, cacheFolder: cacheFolder(), engine, log });
const tools = { engine, probe, vms, recipes, command: isolabCommand, log };
const cases = await Promise.all(
  tracks
    .flatMap(({ labs }) => labs)
    .map(async (loaded) => {
      const machines = await machinesFor(loaded.lab, tools, limit());
      return machines.map((on) => ({ loaded, on }));
    }),
).then((each) => each.flat());

describe('labs', () => {
  const proofs: LabProof[] = [];

  before('images', async () => {
    const images = tracks.flatMap(({ labs }) => labs.flatMap(({ lab }) => lab?.images ?? []));
    await ensureImages(engine, [...new Set(images)], await listRecipes(recipes), () => {}, limit());
  });

  after('table and JUnit file', async () => {
    console.log(proofTable(proofs, (_, text) => text));
    await mkdir(output, { recursive: true });
    await writeFile(resolve(output, 'labs.xml'), toJUnit(proofs));
  });

  after(async () => {
    await probe[Symbol.asyncDispose]();
    await engine[Symbol.asyncDispose]();
  });

  it('are all in the catalogue', () => assert.deepEqual(problems, []));

  for (const { loaded, on } of cases) {
    describe(nameOf({ labId: loaded.id, ...(on === undefined ? {} : { machine: on }) }), () => {
      const results = new Map<Part, PartResult>();

      before('proof', async () => {
        const proof = await verifyLab(loaded, { ...tools, on }, () => {}, limit());
        proofs.push(proof);
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
