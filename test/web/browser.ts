import axe from 'axe-core';
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import type { Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { Emitter } from '../../extension/core/base/event.ts';
import { silentLog } from '../../extension/core/base/log.ts';
import type { ViewHost } from '../../webviews/shared/host.ts';
import { serve } from '../../webviews/shared/serve.ts';
import type { ToPage } from '../../webviews/shared/rpc.ts';
import { buildPages, originOf, servePages } from './pages.ts';

export const themes = ['light', 'dark', 'high-contrast'] as const;
export const widths = [320, 1200] as const;

/** Builds these views and serves them to a browser while the tests of this block run; gives the way to open one. */
export function usePages(
  views: readonly string[],
): (view: string, host: ViewHost, look: Look) => Promise<OpenView> {
  let browser: Browser;
  let server: Server;
  before(async () => {
    await buildPages(views);
    [browser, server] = await Promise.all([openBrowser(), servePages()]);
  });
  after(async () => {
    await browser.close();
    server.close();
  });
  return (view, host, look) => openView(browser, server, view, host, look);
}

/** A Chromium that tests look through. */
export function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: process.env['CHROME'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-dev-shm-usage'],
  });
}

/** The theme, and the size of the window in pixels. */
export interface Look {
  readonly theme: string;
  readonly width: number;
  readonly height?: number;
}

export interface OpenView {
  readonly page: Page;
  /** What the page must never do: errors, and what its Content Security Policy had to stop. */
  readonly complaints: string[];
}

/** Opens a view in a page of its own, with its host in this process. */
export async function openView(
  browser: Browser,
  server: Server,
  view: string,
  host: ViewHost,
  look: Look,
): Promise<OpenView> {
  const page = await browser.newPage({
    viewport: { width: look.width, height: look.height ?? 800 },
    reducedMotion: 'reduce',
  });
  page.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(`console: ${message.text()}`);
  });
  const fromPage = new Emitter<unknown>();
  await page.exposeFunction('toHost', (message: unknown) => fromPage.fire(message));
  await page.exposeFunction('complain', (text: string) => void complaints.push(text));
  await page.addInitScript({ path: fileURLToPath(new URL('vscode-shell.js', import.meta.url)) });
  const serving = serve(
    {
      post: (message: ToPage) => {
        // A page that was closed meanwhile hears nothing.
        // As text, which also VS Code makes of it: the browser takes ten thousand objects one by one.
        const sent = JSON.stringify(message);
        page
          .evaluate((text) => window.postMessage(JSON.parse(text), '*'), sent)
          .catch(() => undefined);
      },
      onDidReceive: fromPage.event,
    },
    host,
    silentLog,
  );
  page.once('close', () => serving.dispose());
  await page.goto(`${originOf(server)}/${view}?theme=${look.theme}`);
  return { page, complaints };
}

/** Fails with what axe finds, one line per finding. */
export async function assertAccessible(page: Page): Promise<void> {
  await page.evaluate(axe.source);
  const findings = await page.evaluate(async () => {
    const results = await (window as unknown as { axe: typeof axe }).axe.run(document, {
      resultTypes: ['violations'],
    });
    return results.violations.flatMap((violation) =>
      violation.nodes.map(
        (node) => `${violation.id}: ${node.target.join(' ')}: ${node.failureSummary ?? ''}`,
      ),
    );
  });
  assert.deepEqual(findings, []);
}

/** Fails when the page as a whole can be scrolled sideways, and names what is too wide. */
export async function assertNoSidewaysScroll(page: Page): Promise<void> {
  const tooWide = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    const wide = [...document.querySelectorAll('#root *')].filter(
      (element) => element.getBoundingClientRect().right > clientWidth,
    );
    return wide.map((element) => `${element.tagName}.${element.className}`).slice(0, 10);
  });
  assert.deepEqual(tooWide, []);
}

/** Keeps a picture of the whole page, for people to look at. */
export async function keepScreenshot(page: Page, name: string): Promise<void> {
  const before = page.viewportSize();
  const height = await page.evaluate(() => document.documentElement.scrollHeight);
  if (before !== null) await page.setViewportSize({ ...before, height });
  await keepScreenshotOfView(page, name);
  if (before !== null) await page.setViewportSize(before);
}

/** Keeps a picture of what can be seen now. */
export async function keepScreenshotOfView(page: Page, name: string): Promise<void> {
  const folder = fileURLToPath(new URL('../output/screenshots/', import.meta.url));
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: `${folder}${name}.png` });
}

/** Everything on the page that a keyboard's Tab key stops at, as spoken names, in order. */
export async function tabStops(page: Page, most: number): Promise<string[]> {
  const stops: string[] = [];
  for (let index = 0; index < most; index += 1) {
    await page.keyboard.press('Tab');
    const name = await page.evaluate(() => {
      const element = document.activeElement;
      if (element === null || element === document.body) return '';
      return (element.getAttribute('aria-label') ?? element.textContent).trim();
    });
    if (name === '') break;
    stops.push(name);
  }
  return stops;
}
