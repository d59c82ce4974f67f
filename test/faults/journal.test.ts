import assert from 'node:assert/strict';
import { appendFile, mkdtemp, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isError } from '../../extension/core/base/errors.ts';
import { run } from '../../extension/core/base/run.ts';
import { docker } from '../session/docker.ts';
import { openPlace, taskOf, until } from '../session/tinyLab.ts';

describe('a journal in trouble', () => {
  it('on a full disk gives no tick that is not kept, says so, and goes on when there is space', async () => {
    await using disk = await mountSmallDisk();
    await using place = await openPlace({ root: disk.folder });
    const session = await place.open();
    try {
      await session.checkNow();
      const filler = join(disk.folder, 'filler');
      await run(
        { program: 'dd', args: ['if=/dev/zero', `of=${filler}`, 'bs=4k'] },
        AbortSignal.timeout(10_000),
      );
      const relay = session.shell().env['DOCKER_HOST'] ?? '';
      // Room that is left in the journal's last block is used up.
      const line = 'x'.repeat(200);
      for (let count = 0; count < 60; count++) session.commandEnded({ line, terminal: '1' });
      await docker(relay, 'volume', 'create', place.volume);
      const full = await until(session, ({ trouble }) => trouble !== undefined);
      assert.match(full.trouble?.message ?? '', /cannot be saved/);
      await session.checkNow();
      assert.notEqual(taskOf(session.state, 'made').status, 'passed');
      await rm(filler);
      const well = await until(session, (state) => taskOf(state, 'made').status === 'passed');
      assert.equal(well.trouble, undefined);
    } finally {
      await session.remove();
    }
  });

  it('that was cut in the middle of a line loses only that line, and says so', async () => {
    await using place = await openPlace();
    const path = join(place.root, place.lab.id, 'journal.jsonl');
    {
      await using session = await place.open();
      await docker(session.shell().env['DOCKER_HOST'] ?? '', 'volume', 'create', place.volume);
      await until(session, (state) => taskOf(state, 'made').status === 'passed');
    }
    await truncate(path, (await stat(path)).size - 5);
    const session = await place.open();
    await session.checkNow();
    assert.match(session.state.note ?? '', /cut off/);
    assert.equal(taskOf(session.state, 'made').status, 'passed');
    await session.remove();
  });

  it('that is empty begins anew', async () => {
    await using place = await openPlace();
    const path = join(place.root, place.lab.id, 'journal.jsonl');
    await (await place.open())[Symbol.asyncDispose]();
    await writeFile(path, '');
    const session = await place.open();
    await session.checkNow();
    assert.equal(taskOf(session.state, 'made').status, 'open');
    await session.remove();
  });

  it('that is damaged in the middle is refused with its line, and another process can still open it after repair', async () => {
    await using place = await openPlace();
    const path = join(place.root, place.lab.id, 'journal.jsonl');
    await (await place.open())[Symbol.asyncDispose]();
    const { size } = await stat(path);
    await appendFile(path, 'damage\n{"v":1,"at":1,"type":"lab-reset"}\n');
    await assert.rejects(place.open(), (error) => isError(error, 'journal-corrupt'));
    await truncate(path, size);
    const session = await place.open();
    await session.remove();
  });
});

/** A file system of 256 KiB. */
async function mountSmallDisk(): Promise<AsyncDisposable & { readonly folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'isolab-disk-'));
  const mount = (program: string, ...args: readonly string[]) =>
    run({ program, args }, AbortSignal.timeout(10_000));
  const { exitCode, stderr } = await mount(
    'mount',
    '-t',
    'tmpfs',
    '-o',
    'size=256k',
    'isolab-test',
    folder,
  );
  assert.equal(exitCode, 0, stderr);
  return {
    folder,
    async [Symbol.asyncDispose]() {
      await mount('umount', folder);
      await rm(folder, { recursive: true, force: true });
    },
  };
}
