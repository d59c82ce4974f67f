import { runTests } from '@vscode/test-electron';
import esbuild from 'esbuild';
import { readdirSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../../..');

/**
 * Runs the tests of a folder inside VS Code's extension host, with Isolab from this checkout; rejects when one fails.
 * VS Code is the one of launch.ts, or the desktop's where ISOLAB_TEST_VSCODE is "download".
 */
export async function runInside(
  folder: string,
  { workspace, env = {} }: { readonly workspace: string; readonly env?: Record<string, string> },
): Promise<void> {
  const sources = readdirSync(folder).filter((file) => file.endsWith('.test.ts'));
  const outdir = path.join(root, 'test/output/inside');
  await esbuild.build({
    entryPoints: sources.map((file) => path.join(folder, file)),
    outdir,
    outExtension: { '.js': '.cjs' },
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    sourcemap: 'inline',
    external: ['vscode', 'mocha'],
    define: { 'import.meta.dirname': JSON.stringify(folder) },
    logLevel: 'error',
  });
  const files = sources.map((file) => path.join(outdir, file.replace(/\.ts$/, '.cjs')));
  const isDesktop = process.env['ISOLAB_TEST_VSCODE'] === 'download';
  await runTests({
    ...(isDesktop ? {} : { vscodeExecutablePath: path.join(import.meta.dirname, 'code') }),
    extensionDevelopmentPath: root,
    extensionTestsPath: path.join(import.meta.dirname, 'mochaEntry.cjs'),
    launchArgs: [workspace],
    extensionTestsEnv: { ...env, ISOLAB_TEST_FILES: JSON.stringify(files) },
  });
}
