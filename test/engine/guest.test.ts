import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '../../extension/core/base/log.ts';
import { openEngine } from '../../extension/core/engine/engine.ts';
import { ensureImages } from '../../extension/core/recipe/ensure.ts';
import { isSelfContained } from '../../extension/core/recipe/guest/diskHeader.ts';
import { readGuestRecipe } from '../../extension/core/recipe/guest/guestRecipe.ts';
import { makeInEngine } from '../../extension/core/recipe/guest/makeInEngine.ts';
import { listRecipes } from '../../extension/core/recipe/recipe.ts';

const labs = join(import.meta.dirname, '../../labs');
const signal = AbortSignal.timeout(1_500_000);

describe('A guest where this machine cannot make it', function () {
  this.timeout(600_000);

  it('is made in a container, and nothing of that is left on the engine', async () => {
    await using engine = await openEngine({ env: process.env, log: silentLog }, signal);
    const quiet = (): void => {};
    await ensureImages(engine, ['debian:bookworm-slim'], await listRecipes(labs), quiet, signal);
    const folder = await mkdtemp(join(tmpdir(), 'isolab-guest-'));
    try {
      await makeInEngine(engine, await readGuestRecipe(labs), 'base', folder, quiet, signal);
      assert.deepEqual((await readdir(folder)).sort(), ['disk.qcow2', 'initramfs', 'vmlinuz']);
      assert.ok(await isSelfContained(join(folder, 'disk.qcow2')));
      const tags = (await engine.images(signal)).flatMap((image) => image.tags);
      assert.deepEqual(
        tags.filter((tag) => tag.startsWith('isolab/guest-')),
        [],
      );
      assert.deepEqual(await engine.imageStore.untagged('isolab.stage=guest', signal), []);
      const after = await engine.containers(signal);
      assert.ok(after.every(({ image }) => !image.startsWith('isolab/guest-')));
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
