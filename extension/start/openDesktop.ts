import { run } from '../core/base/run.ts';
import { buildFailed, extensionNotInstalled } from './errors.ts';

/** Installs Isolab into the person's own VS Code and opens a window, at a lab when one is given. */
export async function openOnDesktop(
  { root, lab }: { readonly root: string; readonly lab?: string },
  signal: AbortSignal,
): Promise<void> {
  const vsix = 'dist/isolab.vsix';
  const inRoot = (program: string, args: readonly string[]) =>
    run({ program, args, cwd: root, timeoutMs: 120_000 }, signal);
  const packaged = await inRoot('npm', ['run', 'package', '--', '--out', vsix]);
  if (packaged.exitCode !== 0) throw buildFailed(packaged.stdout + packaged.stderr);
  const installed = await inRoot('code', ['--install-extension', vsix, '--force']);
  if (installed.exitCode !== 0) throw extensionNotInstalled(installed.stdout + installed.stderr);
  await inRoot('code', ['--new-window']);
  if (lab !== undefined) await inRoot('code', ['--open-url', `vscode://isolab.isolab/lab/${lab}`]);
}
