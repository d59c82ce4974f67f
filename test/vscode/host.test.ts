import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { build } from 'esbuild';
import { SessionStore } from '../../extension/core/session/store.ts';
import { silentLog } from '../../extension/core/base/log.ts';
import { openEngine } from '../../extension/core/engine/engine.ts';
import { packagedExtension } from './isolabWindow.ts';

// The suite in host/ runs inside the extension host of a real VS Code.

const root = path.resolve(import.meta.dirname, '../..');

/** Whether it is the desktop's VS Code, downloaded, instead of the one in the browser. */
const isDesktop = process.env['ISOLAB_TEST_VSCODE'] === 'download';

describe('In the extension host', () => {
  const tests = path.join(root, 'test/output/host.cjs');
  let folder: string;

  before(async () => {
    await build({
      entryPoints: [path.join(import.meta.dirname, 'host/run.ts')],
      outfile: tests,
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      external: ['vscode', 'mocha'],
    });
  });

  beforeEach(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'isolab-host-'));
  });

  afterEach(async () => {
    const signal = AbortSignal.timeout(60_000);
    await using engine = await openEngine({ env: process.env, log: silentLog }, signal);
    const store = new SessionStore(folder);
    for (const { labId } of await store.list()) {
      await store.remove(labId, { engine, vms: { why: 'none', fix: '' } }, signal);
    }
    await rm(folder, { recursive: true });
  });

  const runIn = (extensionDevelopmentPath: string[], args: string[]): Promise<number> =>
    runTests({
      ...(isDesktop ? {} : { vscodeExecutablePath: path.join(import.meta.dirname, 'launch/code') }),
      extensionDevelopmentPath,
      extensionTestsPath: tests,
      extensionTestsEnv: { ISOLAB_HOME: folder },
      launchArgs: [folder, ...args],
    });

  it('Isolab does its work, from its folder', async () => {
    assert.equal(await runIn([root], []), 0);
  });

  // The desktop's VS Code installs an extension and ends, without running tests.
  if (!isDesktop) {
    it('Isolab does its work, installed from its VSIX', async () => {
      assert.equal(await runIn([], [`--install-extension=${packagedExtension()}`]), 0);
    });
  }
});
