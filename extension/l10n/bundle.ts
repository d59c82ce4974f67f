import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { findSentences } from './sentences.ts';

// Writes bundle.l10n.json, the list of all sentences that translators work from, and tells what each language lacks
// or has in vain: npm run l10n

const root = path.resolve(import.meta.dirname, '../..');
const texts = [...new Set(findSentences(root).map(({ text }) => text))].sort();
const file = path.join(import.meta.dirname, 'bundle.l10n.json');
writeFileSync(
  file,
  `${JSON.stringify(Object.fromEntries(texts.map((text) => [text, text])), null, 2)}\n`,
);

const german = JSON.parse(
  readFileSync(path.join(import.meta.dirname, 'bundle.l10n.de.json'), 'utf8'),
) as Record<string, string>;
const known = new Set(texts);
const missing = texts.filter((text) => german[text] === undefined);
const unused = Object.keys(german).filter((text) => !known.has(text));
for (const text of missing) console.log(`de lacks: ${JSON.stringify(text)}`);
for (const text of unused) console.log(`de has in vain: ${JSON.stringify(text)}`);
if (missing.length + unused.length > 0) process.exitCode = 1;
