import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../extension/core/base/run.ts';
import { writeLauncher } from '../../../extension/core/session/launcher.ts';

describe('the launcher of a lab’s shells', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "isolab it's-"));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('calls the command with the words it is given, whatever is in them', async () => {
    const program = join(folder, 'told.mjs');
    await writeFile(program, 'console.log(JSON.stringify(process.argv.slice(2)))');
    await writeLauncher(join(folder, 'bin'), [process.execPath, program]);
    const words = ['check', '--answer', 'a=it "is" $HOME, 5 %'];
    const signal = AbortSignal.timeout(20_000);
    const { stdout } = await run({ program: join(folder, 'bin/isolab'), args: words }, signal);
    assert.deepEqual(JSON.parse(stdout), words);
  });
});
