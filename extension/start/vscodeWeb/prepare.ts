import { execa } from 'execa';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { vscodeWebNotHere } from '../errors.ts';
import { replaceNativeParts } from './nativeParts.ts';

/** VS Code as a server for the browser, on disk: the Node that runs it, and the script that is run. */
export interface VscodeWeb {
  readonly node: string;
  readonly serverMain: string;
}

// VS Code's server and workbench as they are in the npm package of code-server, and the Node that they are built for.
const codeServerVersion = '4.139.1';
const nodeVersion = '24.21.0';

/**
 * Gives VS Code for the browser, made from npm packages in `cache` the first time (about 370 MB, `onMake` is
 * told) and found there afterwards. Two that make it at once do not meet. Refuses where npm has no such Node.
 */
export async function prepareVscodeWeb(
  cache: string,
  signal: AbortSignal,
  onMake: () => void = () => undefined,
): Promise<VscodeWeb> {
  if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch)) {
    throw vscodeWebNotHere(`${process.platform} ${process.arch}`);
  }
  const folder = path.join(cache, `vscode-web-${codeServerVersion}-${nodeVersion}`);
  if (!existsSync(folder)) {
    onMake();
    const making = `${folder}.${process.pid}`;
    try {
      await make(making, signal);
      await rename(making, folder).catch((error: unknown) => {
        // Another process was faster, and made the same.
        if (!existsSync(folder)) throw error;
      });
    } finally {
      await rm(making, { recursive: true, force: true });
    }
  }
  return {
    node: path.join(folder, 'node/bin/node'),
    serverMain: path.join(folder, 'vscode/out/server-main.js'),
  };
}

async function make(folder: string, signal: AbortSignal): Promise<void> {
  const node = path.join(folder, 'node');
  const vscode = path.join(folder, 'vscode');
  await mkdir(node, { recursive: true });
  const inFolder = (program: string, args: readonly string[], cwd = folder) =>
    execa(program, args, {
      cwd,
      stdin: 'ignore',
      cancelSignal: signal,
      env: {
        PATH: `${path.join(node, 'bin')}:${process.env['PATH'] ?? ''}`,
        npm_config_audit: 'false',
        npm_config_fund: 'false',
        npm_config_loglevel: 'error',
        npm_config_update_notifier: 'false',
        NODE_OPTIONS: '',
      },
    });

  const nodePackage = `node-linux-${process.arch}`;
  await inFolder('npm', [
    'pack',
    '--silent',
    `code-server@${codeServerVersion}`,
    `${nodePackage}@${nodeVersion}`,
  ]);
  const nodeArchive = `${nodePackage}-${nodeVersion}.tgz`;
  const codeArchive = `code-server-${codeServerVersion}.tgz`;
  await inFolder('tar', ['xzf', nodeArchive, '--strip-components=1', '-C', node, 'package/bin']);
  await inFolder('tar', ['xzf', codeArchive, '--strip-components=2', 'package/lib/vscode']);
  await rm(path.join(folder, nodeArchive));
  await rm(path.join(folder, codeArchive));

  await leaveOutWhatLabsDoNotNeed(vscode);
  const install = ['install', '--omit=dev', '--ignore-scripts'];
  await inFolder('npm', install, vscode);
  await inFolder('npm', install, path.join(vscode, 'extensions'));
  await replaceNativeParts(vscode);
}

/** Takes out what would have to be compiled, or would greet a learner with something else than a lab. */
async function leaveOutWhatLabsDoNotNeed(vscode: string): Promise<void> {
  for (const extension of ['copilot', 'mermaid-markdown-features', 'microsoft-authentication']) {
    await rm(path.join(vscode, 'extensions', extension), { recursive: true, force: true });
  }
  const file = path.join(vscode, 'package.json');
  const manifest = JSON.parse(await readFile(file, 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const unneeded = new Set([
    '@devcontainers/cli',
    '@github/copilot-sdk',
    '@microsoft/mxc-sdk',
    '@vscode/copilot-api',
    '@vscode/sandbox-runtime',
    '@vscode/sqlite3',
    'kerberos',
    'ssh2',
  ]);
  const dependencies = Object.fromEntries(
    Object.entries(manifest.dependencies).filter(([name]) => !unneeded.has(name)),
  );
  await writeFile(
    file,
    JSON.stringify({
      ...manifest,
      dependencies,
      devDependencies: {},
      overrides: undefined,
      allowScripts: undefined,
    }),
  );
}
