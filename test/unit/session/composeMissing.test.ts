import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { isError } from '../../../extension/core/base/errors.ts';
import { silentLog } from '../../../extension/core/base/log.ts';
import { loadLab } from '../../../extension/core/lab/load.ts';
import { openSession } from '../../../extension/core/session/open.ts';

const folder = resolve(import.meta.dirname, '../../../labs/docker/compose');

describe('A lab on Compose, where Docker’s client has none', () => {
  const path = process.env['PATH'];
  let root = '';

  before(async () => {
    root = await mkdtemp(join(tmpdir(), 'isolab-test-'));
    process.env['PATH'] = root;
  });

  after(async () => {
    process.env['PATH'] = path;
    await rm(root, { recursive: true, force: true });
  });

  it('is refused in words that help, and leaves nothing', async () => {
    const { lab } = await loadLab(folder);
    assert.ok(lab !== undefined);
    await assert.rejects(
      openSession({ lab, root, log: silentLog }, AbortSignal.timeout(5_000)),
      (error) => isError(error, 'compose-missing') && /isolab doctor/.test(error.fix),
    );
    assert.deepEqual(await readdir(root), []);
  });
});
