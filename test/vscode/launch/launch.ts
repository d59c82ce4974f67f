import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { format } from 'node:util';
import { chromium, type Browser, type Page } from 'playwright-core';
import { cacheFolder } from '../../../extension/core/base/cacheFolder.ts';
import { prepareVscodeWeb } from '../../../extension/start/vscodeWeb/prepare.ts';
import {
  installExtension,
  linkExtension,
  writeSettings,
} from '../../../extension/start/vscodeWeb/home.ts';
import { startServer, type VscodeServer } from '../../../extension/start/vscodeWeb/server.ts';
import { quietSettings } from '../../../extension/start/vscodeWeb/settings.ts';
import { useLanguage } from './language.ts';

export interface LaunchOptions {
  /** A folder or a .code-workspace file; without it the window is empty. */
  readonly workspace?: string;
  /** Where VS Code keeps its things; one that is given is kept, so that a second launch goes on there. */
  readonly home?: string;
  /** VSIX files to install first. */
  readonly vsix?: readonly string[];
  /** Folders of extensions to use as they are. */
  readonly link?: readonly string[];
  /** What @vscode/test-electron asks for: an extension under development, and the entry of its tests. Hides toasts. */
  readonly development?: { readonly extension: readonly string[]; readonly tests?: string };
  readonly settings?: Readonly<Record<string, unknown>>;
  /** What the extensions speak; VS Code itself stays English. */
  readonly language?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly width?: number;
  readonly height?: number;
  /** Hears what the workbench logs. */
  readonly onLog?: (level: string, message: string) => void;
}

/** A VS Code in a window of a browser. Disposing it closes the browser, ends the server and removes its folder. */
export interface VscodeWindow extends AsyncDisposable {
  readonly page: Page;
  readonly browser: Browser;
  readonly server: VscodeServer;
  readonly home: string;
  /** The exit code with which a test run ended; never resolves without `development.tests`. */
  readonly exited: Promise<number>;
}

/** Starts VS Code and a Chromium that shows it, and waits for the workbench. */
export async function launch(options: LaunchOptions, signal: AbortSignal): Promise<VscodeWindow> {
  const endings: (() => Promise<unknown>)[] = [];
  const end = async (): Promise<void> => {
    for (const ending of endings.splice(0).reverse()) await ending();
  };
  try {
    const vscode = await prepareVscodeWeb(cacheFolder(), signal);
    const home = options.home ?? (await mkdtemp(path.join(os.tmpdir(), 'isolab-vscode-')));
    if (options.home === undefined) {
      endings.push(() => rm(home, { recursive: true, force: true, maxRetries: 5 }));
    }
    await writeSettings(home, { ...quietSettings, ...testSettings, ...options.settings });
    for (const folder of options.link ?? []) await linkExtension(home, path.resolve(folder));
    for (const file of options.vsix ?? []) {
      await installExtension(vscode, home, path.resolve(file), signal);
    }
    const env = { EXTENSIONS_GALLERY: '{"serviceUrl":""}', ...options.env };
    // Without this option, which hides toasts, VS Code takes no extension under development from an address.
    const args = options.development === undefined ? [] : ['--enable-smoke-test-driver'];
    if (options.language !== undefined) args.push(...(await useLanguage(home, options.language)));
    const server = await startServer(vscode, { home, env, args }, signal);
    endings.push(async () => server[Symbol.asyncDispose]());

    const browser = await openBrowser();
    endings.push(() => browser.close());
    const context = await browser.newContext({
      viewport: { width: options.width ?? 1400, height: options.height ?? 900 },
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const page = await context.newPage();
    let exit: (code: number) => void = () => undefined;
    const exited = new Promise<number>((resolve) => (exit = resolve));
    await hear(page, exit, options.onLog);
    await page.goto(addressOf(server.port, options));
    await page.waitForSelector('.monaco-workbench', { timeout: 60_000 });
    return { page, browser, server, home, exited, [Symbol.asyncDispose]: end };
  } catch (error) {
    await end();
    throw error;
  }
}

const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env['CHROME'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-dev-shm-usage'],
  });

/** Things hold still, and the text of a terminal and of editors is in the document. */
const testSettings = {
  // An Enter that comes while suggestions are shown would take one of them.
  'terminal.integrated.suggest.enabled': false,
  'editor.accessibilitySupport': 'off',
  'editor.cursorBlinking': 'solid',
  'files.autoSave': 'off',
  'terminal.integrated.gpuAcceleration': 'off',
  'workbench.reduceMotion': 'on',
};

/** The workbench calls these two functions of the page when tests run in it. */
async function hear(
  page: Page,
  exit: (code: number) => void,
  onLog: LaunchOptions['onLog'],
): Promise<void> {
  await page.exposeFunction('codeAutomationExit', exit);
  await page.exposeFunction('codeAutomationLog', (level: string, args: unknown[]) =>
    onLog?.(level, format(...args)),
  );
  page.on('crash', () => {
    exit(1);
  });
}

function addressOf(port: number, { workspace, development }: LaunchOptions): string {
  const query = new URLSearchParams();
  if (workspace === undefined) query.set('ew', 'true');
  else {
    const kind = workspace.endsWith('.code-workspace') ? 'workspace' : 'folder';
    query.set(kind, path.resolve(workspace));
  }
  if (development !== undefined) {
    const uri = (file: string) =>
      `vscode-remote://127.0.0.1:${port}${encodeURI(path.resolve(file))}`;
    const payload = development.extension.map((folder) => [
      'extensionDevelopmentPath',
      uri(folder),
    ]);
    if (development.tests !== undefined) {
      payload.push(['extensionTestsPath', uri(development.tests)]);
    }
    query.set('payload', JSON.stringify(payload));
  }
  return `http://127.0.0.1:${port}/?${query.toString()}`;
}
