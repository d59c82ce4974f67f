import assert from 'node:assert/strict';
import { mkdir, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { proofTable } from '../../extension/cli/proofTable.ts';
import { cacheFolder } from '../../extension/core/base/cacheFolder.ts';
import { silentLog } from '../../extension/core/base/log.ts';
import { openEngine } from '../../extension/core/engine/engine.ts';
import { toJUnit } from '../../extension/core/grade/verify/junit.ts';
import { candidatesOf, proveInLanes } from '../../extension/core/grade/verify/lanes.ts';
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

const recipes = resolve(import.meta.dirname, '../../labs');
const output = resolve(import.meta.dirname, '../output');
const log = silentLog;
const limit = (): AbortSignal => AbortSignal.timeout(1_800_000);
const { tracks, problems } = await loadCatalog(recipes);
const engine = await openEngine({ env: process.env, log }, limit());
const probe = await openProbe(engine, recipes, log, limit());
const vms = findVmEquipment({ recipes, cacheFolder: cacheFolder(), engine, log });
// As it is delivered: from the sources it takes two seconds to begin, and labs call it often.
const command = [process.execPath, resolve(import.meta.dirname, '../../dist/cli.cjs')];
const tools = { engine, probe, vms, recipes, command, log };
const labs = tracks.flatMap((track) => track.labs);
const candidates = await candidatesOf(labs, tools, limit());

/** At once: a run that is ended before its end has said by then what went wrong. */
function sayFailure(lab: string, { part, failures }: PartResult): void {
  for (const failure of failures) console.log(`✗ ${lab} ${part}: ${failure}`);
}

describe('labs', () => {
  let proofs: readonly Promise<LabProof>[] = [];

  before('images', async () => {
    const images = labs.flatMap(({ lab }) => lab?.images ?? []);
    await ensureImages(engine, [...new Set(images)], await listRecipes(recipes), () => {}, limit());
    proofs = proveInLanes(candidates, ({ loaded, on }) =>
      verifyLab(loaded, { ...tools, on }, (result) => sayFailure(loaded.id, result), limit()),
    );
  });

  after('table and JUnit file', async () => {
    const all = await Promise.all(proofs);
    console.log(proofTable(all, (_, text) => text));
    await mkdir(output, { recursive: true });
    await writeFile(resolve(output, 'labs.xml'), toJUnit(all));
  });

  after(async () => {
    await probe[Symbol.asyncDispose]();
    await engine[Symbol.asyncDispose]();
  });

  it('are all in the catalogue', () => assert.deepEqual(problems, []));

  for (const [index, { loaded, on }] of candidates.entries()) {
    describe(nameOf({ labId: loaded.id, machine: on }), () => {
      const results = new Map<Part, PartResult>();

      before('proof', async () => {
        const proof = await proofs[index];
        for (const result of proof?.parts ?? []) results.set(result.part, result);
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
