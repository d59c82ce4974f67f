import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import yauzl, { type Entry } from 'yauzl';

// Reads the VSIX that `npm run package` has made.

const root = path.resolve(import.meta.dirname, '../..');
const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
  version: string;
};
const vsix = path.join(root, `isolab-${version}.vsix`);

/** What may be in the VSIX; files of VSIX itself are in capitals or brackets. */
const allowed = [
  /^\[Content_Types\]\.xml$/,
  /^extension\.vsixmanifest$/,
  /^extension\/(package\.json|package\.nls(\.\w+)?\.json|readme\.md|changelog\.md|LICENSE\.txt)$/,
  /^extension\/dist\/(extension|cli)\.cjs$/,
  /^extension\/dist\/webviews\/\w+\.(js|css|ttf)$/,
  /^extension\/extension\/l10n\/bundle\.l10n\.\w+\.json$/,
  /^extension\/extension\/vscode\/media\/[\w/-]+\.(svg|png|md)$/,
  /^extension\/labs\//,
];

describe('The VSIX', () => {
  let entries: readonly Entry[];
  const size = (name: string): number =>
    entries.find(({ fileName }) => fileName === `extension/${name}`)?.uncompressedSize ?? NaN;

  before(async () => {
    entries = await readEntries(vsix);
  });

  it('holds nothing but what is on the list', () => {
    const others = entries
      .map(({ fileName }) => fileName)
      .filter((name) => !allowed.some((pattern) => pattern.test(name)));
    assert.deepEqual(others, []);
  });

  it('has every part that it needs', () => {
    const names = new Set(entries.map(({ fileName }) => fileName));
    const pages = ['guide', 'isolation', 'meters', 'doctor'].flatMap((view) => [
      `dist/webviews/${view}.js`,
      `dist/webviews/${view}.css`,
    ]);
    const wanted = [
      'dist/extension.cjs',
      'dist/cli.cjs',
      'dist/webviews/codicon.ttf',
      'labs/catalog.yaml',
      'labs/lab.schema.json',
      'labs/docker/limits/lab.yaml',
      'labs/images/busybox/Dockerfile',
      'package.nls.json',
      'package.nls.de.json',
      'extension/l10n/bundle.l10n.de.json',
      ...pages,
    ];
    assert.deepEqual(
      wanted.filter((name) => !names.has(`extension/${name}`)),
      [],
    );
  });

  it('has at most 1.2 MB for the extension host', () => {
    assert.ok(size('dist/extension.cjs') <= 1.2e6, `${size('dist/extension.cjs')} bytes`);
  });

  it('has no page of more than 400 kB', () => {
    const pages = entries.filter(({ fileName }) => /\/webviews\/\w+\.js$/.test(fileName));
    const large = pages.filter(({ uncompressedSize }) => uncompressedSize > 400e3);
    assert.deepEqual(large, []);
  });

  it('keeps core free of VS Code: the command’s bundle never asks for it', () => {
    const cli = readFileSync(path.join(root, 'dist/cli.cjs'), 'utf8');
    assert.doesNotMatch(cli, /require\(["']vscode["']\)/);
  });
});

function readEntries(file: string): Promise<readonly Entry[]> {
  return new Promise((resolve, reject) => {
    yauzl.open(file, (error, archive) => {
      if (error !== null) {
        reject(error);
        return;
      }
      const entries: Entry[] = [];
      archive.on('entry', (entry: Entry) => entries.push(entry));
      archive.on('end', () => {
        resolve(entries);
      });
      archive.on('error', reject);
    });
  });
}
