import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { runInside } from './launch/runInside.ts';

describe('Inside VS Code’s extension host', function () {
  this.timeout(300_000);

  it('all tests of the folder inside/ pass', async () => {
    const workspace = await mkdtemp(path.join(os.tmpdir(), 'isolab-inside-'));
    try {
      await runInside(path.join(import.meta.dirname, 'inside'), { workspace });
    } finally {
      await rm(workspace, { recursive: true });
    }
  });
});
