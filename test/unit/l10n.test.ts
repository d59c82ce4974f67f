import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { findSentences } from '../../extension/l10n/sentences.ts';

const root = path.resolve(import.meta.dirname, '../..');

const readBundle = (file: string): Record<string, string> =>
  JSON.parse(readFileSync(path.join(root, file), 'utf8')) as Record<string, string>;

/** The marks in a sentence that arguments take the place of: {0}, {1}. */
const marks = (text: string): readonly string[] =>
  [...new Set([...text.matchAll(/\{\d\}/g)].map(([mark]) => mark))].sort();

describe('What VS Code shows', () => {
  const sentences = findSentences(root);
  const german = readBundle('extension/l10n/bundle.l10n.de.json');

  it('is written in German too, every sentence', () => {
    const missing = sentences.filter(({ text }) => !german[text]);
    assert.deepEqual(missing, []);
  });

  it('has no German sentence whose English one is gone', () => {
    const known = new Set(sentences.map(({ text }) => text));
    assert.deepEqual(
      Object.keys(german).filter((text) => !known.has(text)),
      [],
    );
  });

  it('has the same marks in both languages', () => {
    const different = Object.entries(german).filter(
      ([english, text]) => marks(english).join() !== marks(text).join(),
    );
    assert.deepEqual(different, []);
  });

  it('is listed for translators as it is', () => {
    const listed = Object.keys(readBundle('extension/l10n/bundle.l10n.json')).sort();
    assert.deepEqual(listed, [...new Set(sentences.map(({ text }) => text))].sort());
  });

  it('has the same keys in the manifest of every language', () => {
    assert.deepEqual(
      Object.keys(readBundle('package.nls.de.json')),
      Object.keys(readBundle('package.nls.json')),
    );
  });

  it('has a text for every key of the manifest, and no other', () => {
    const manifest = readFileSync(path.join(root, 'package.json'), 'utf8');
    const used = [...manifest.matchAll(/"%([\w.]+)%"/g)].map(([, key]) => key ?? '');
    assert.deepEqual([...new Set(used)].sort(), Object.keys(readBundle('package.nls.json')).sort());
  });
});
