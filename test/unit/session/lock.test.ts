import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isError } from '../../../extension/core/base/errors.ts';
import { findHolder, Lock } from '../../../extension/core/session/lock.ts';

describe('lock', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'isolab-lock-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('refuses a second holder with a sentence that names the first', async () => {
    await using _ = await Lock.take(folder, 'Publish a port', 'VS Code');
    await assert.rejects(Lock.take(folder, 'Publish a port', 'the isolab command'), (error) => {
      assert.ok(isError(error, 'session-in-use'));
      assert.match(error.message, /"Publish a port" is already open in VS Code \(\d+\)/);
      return true;
    });
    assert.match((await findHolder(folder))?.name ?? '', /VS Code/);
  });

  it('can be taken again once it was given back', async () => {
    const first = await Lock.take(folder, 'a', 'b');
    await first[Symbol.asyncDispose]();
    assert.equal(await findHolder(folder), undefined);
    await using _ = await Lock.take(folder, 'a', 'b');
  });

  it('is given to one of many who ask at the same time', async () => {
    for (let round = 0; round < 10; round++) {
      const asked = Array.from({ length: 8 }, () => Lock.take(folder, 'a', 'b'));
      const results = await Promise.allSettled(asked);
      const taken = results.filter((result) => result.status === 'fulfilled');
      assert.equal(taken.length, 1);
      await taken[0]?.value[Symbol.asyncDispose]();
    }
  });

  for (const [who, pid, startedAt] of [
    ['a process that is gone', 2 ** 22 + 1, 'boot 1'],
    ['an earlier process with a PID that is used again', process.pid, 'boot 1'],
  ] as const) {
    it(`is taken over at once from ${who}`, async () => {
      await writeFile(join(folder, 'lock.7'), JSON.stringify({ name: 'old', pid, startedAt }));
      const asked = Array.from({ length: 8 }, () => Lock.take(folder, 'a', 'b'));
      const results = await Promise.allSettled(asked);
      assert.equal(results.filter((result) => result.status === 'fulfilled').length, 1);
    });
  }

  it('is taken over when its file is empty or no lock', async () => {
    await writeFile(join(folder, 'lock.1'), '');
    await writeFile(join(folder, 'lock.2'), 'nonsense');
    await using _ = await Lock.take(folder, 'a', 'b');
  });
});
