import { execa } from 'execa';
import { existsSync } from 'node:fs';
import { mkdir, readFile, symlink, unlink, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { extensionNotInstalled } from '../errors.ts';
import type { VscodeWeb } from './prepare.ts';

/** Installs a VSIX for the VS Code that keeps its things in `home`. */
export async function installExtension(
  { node, serverMain }: VscodeWeb,
  home: string,
  vsix: string,
  signal: AbortSignal,
): Promise<void> {
  const args = [serverMain, ...folderArgs(home), '--install-extension', vsix, '--force'];
  const { exitCode, all } = await execa(node, args, {
    all: true,
    reject: false,
    stdin: 'ignore',
    cancelSignal: signal,
  });
  if (exitCode !== 0) throw extensionNotInstalled(all);
}

/** Makes an extension's folder known to the VS Code that will start with `home`, as it is, without a copy. */
export async function linkExtension(home: string, folder: string): Promise<void> {
  const manifest = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')) as {
    publisher: string;
    name: string;
    version: string;
  };
  const extensions = path.join(home, 'extensions');
  await mkdir(extensions, { recursive: true });
  const link = path.join(extensions, `${manifest.publisher}.${manifest.name}-${manifest.version}`);
  if (existsSync(link)) await unlink(link);
  await symlink(folder, link);
}

/** Writes the person's settings of the VS Code that keeps its things in `home`. */
export async function writeSettings(
  home: string,
  settings: Readonly<Record<string, unknown>>,
): Promise<void> {
  const folder = path.join(home, 'user-data/User');
  await mkdir(folder, { recursive: true });
  await writeFile(path.join(folder, 'settings.json'), JSON.stringify(settings, null, 2));
}

/** The options that tell VS Code's server where it keeps its things. */
export const folderArgs = (home: string): string[] => [
  ...['--server-data-dir', path.join(home, 'server-data')],
  ...['--user-data-dir', path.join(home, 'user-data')],
  ...['--extensions-dir', path.join(home, 'extensions')],
];
