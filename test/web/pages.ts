import { build } from 'esbuild';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pageDocument } from '../../webviews/shared/document.ts';

/** A theme as a running VS Code gave it to a webview. */
export interface Theme {
  readonly bodyClass: string;
  readonly themeName: string;
  readonly themeKind: string;
  readonly variables: Readonly<Record<string, string>>;
}

const here = fileURLToPath(new URL('.', import.meta.url));
const built = join(here, '../output/webviews');

/** Reads one of the recorded themes. */
function readTheme(name: string): Theme {
  // The files are written by recording a real VS Code, with this shape.
  return JSON.parse(readFileSync(join(here, 'themes', `${name}.json`), 'utf8')) as Theme;
}

/** Builds the pages of all views, as the extension ships them. */
export async function buildPages(views: readonly string[]): Promise<void> {
  await build({
    entryPoints: Object.fromEntries(
      views.map((view) => [view, join(here, `../../webviews/${view}/page.tsx`)]),
    ),
    outdir: built,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    loader: { '.ttf': 'file' },
    logLevel: 'error',
  });
}

/** Serves `/<view>?theme=<name>` as VS Code's webview would: its styles and variables, then the page's own document. */
export async function servePages(translations: Record<string, string> = {}): Promise<Server> {
  const defaults = readFileSync(join(here, 'themes/defaults.css'), 'utf8');
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', originOf(server));
    const type = types[extname(url.pathname)];
    if (type !== undefined) {
      response.setHeader('content-type', type);
      response.end(readFileSync(join(built, url.pathname)));
      return;
    }
    const view = url.pathname.slice(1);
    const html = pageDocument({
      title: view,
      language: 'en',
      scriptUri: `/${view}.js`,
      styleUri: `/${view}.css`,
      cspSource: originOf(server),
      nonce: randomUUID(),
      translations,
    });
    response.setHeader('content-type', 'text/html; charset=utf-8');
    response.end(inWebview(html, readTheme(url.searchParams.get('theme') ?? 'dark'), defaults));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

/** Where the server answers. */
export function originOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

// What VS Code's webview does to a document, before the document's policy begins to act.
function inWebview(html: string, theme: Theme, defaults: string): string {
  const variables = Object.entries(theme.variables)
    .map(([name, value]) => `${name}: ${value};`)
    .join(' ')
    .replaceAll('"', '&quot;');
  return html
    .replace('<html ', () => `<html style="${variables}" `)
    .replace('<head>', () => `<head><style>${defaults}</style>`)
    .replace(
      '<body>',
      `<body class="${theme.bodyClass}" data-vscode-theme-kind="${theme.themeKind}" data-vscode-theme-name="${theme.themeName}">`,
    );
}

const types: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.ttf': 'font/ttf',
};
