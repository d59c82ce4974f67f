import assert from 'node:assert/strict';
import { appendFile, mkdtemp, open, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  consoleLog,
  readConsoleLog,
  shortenConsoleLog,
} from '../../../extension/core/qemu/consoleLog.ts';
import { hostFiles } from '../../../extension/core/qemu/place/hostFiles.ts';

const MiB = 1024 * 1024;

describe('The log of a guest’s console', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'isolab-console-log-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('is left alone while it is short, or not there', async () => {
    await shortenConsoleLog(hostFiles, folder);
    assert.equal(await readConsoleLog(hostFiles, folder), '');
    await writeFile(consoleLog(folder), 'Linux version');
    await shortenConsoleLog(hostFiles, folder);
    assert.equal(await readConsoleLog(hostFiles, folder), 'Linux version');
  });

  it('keeps its end when it is long, and whoever writes it goes on after that', async () => {
    const file = consoleLog(folder);
    await using writer = await open(file, 'a');
    await writer.write(Buffer.alloc(17 * MiB, '.'));
    await writer.write('the end');
    await shortenConsoleLog(hostFiles, folder);
    assert.equal((await stat(file)).size, MiB);
    await writer.write(', and more');
    await appendFile(file, '!');
    assert.match((await readFile(file, 'latin1')).slice(-30), /\.the end, and more!$/);
  });
});
