import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WorkFolder } from '../../../extension/core/session/workFolder.ts';

describe('The working folder', () => {
  let session: string;
  let work: WorkFolder;
  const path = (...names: readonly string[]): string => join(work.path, ...names);

  beforeEach(async () => {
    session = await mkdtemp(join(tmpdir(), 'isolab-work-'));
    work = new WorkFolder(session, { folder: session, files: [] });
    await work.prepare();
    await mkdir(path('site', 'deep'), { recursive: true });
    await writeFile(path('site', 'deep', 'page'), 'first');
    await work.keep('one');
  });
  afterEach(() => rm(session, { recursive: true, force: true }));

  it('comes back with the same folders: who has one mounted goes on seeing it', async () => {
    const before = await stat(path('site', 'deep'));
    await writeFile(path('site', 'deep', 'page'), 'second');
    await writeFile(path('site', 'more'), 'more');
    await mkdir(path('new', 'one'), { recursive: true });
    await chmod(path('site'), 0o700);
    await work.restore('one');
    const after = await stat(path('site', 'deep'));
    assert.equal(after.ino, before.ino);
    assert.equal((await stat(path('site'))).mode & 0o777, 0o755);
    assert.equal(await readFile(path('site', 'deep', 'page'), 'utf8'), 'first');
    assert.deepEqual(await readdir(work.path), ['site']);
    assert.deepEqual(await readdir(path('site')), ['deep']);
  });

  it('comes back where a file has taken the place of a folder, and a folder that of a file', async () => {
    await rm(path('site', 'deep'), { recursive: true });
    await writeFile(path('site', 'deep'), 'a file');
    await work.restore('one');
    assert.deepEqual(await readdir(path('site', 'deep')), ['page']);
    await rm(path('site', 'deep', 'page'));
    await mkdir(path('site', 'deep', 'page'));
    await work.restore('one');
    assert.equal(await readFile(path('site', 'deep', 'page'), 'utf8'), 'first');
  });
});
