import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Gives the VS Code that will start with `home` a language pack for this language, as empty as VS Code takes one: its
 * own words stay English, and extensions speak the language. Gives the server's options that choose it.
 */
export async function useLanguage(home: string, language: string): Promise<string[]> {
  const version = '0.0.0';
  const id = `isolab.words-${language}`;
  const folder = path.join(home, `extensions/${id}-${version}`);
  const words = path.join(folder, 'words.json');
  await mkdir(folder, { recursive: true });
  await mkdir(path.join(home, 'user-data'), { recursive: true });
  await writeFile(words, JSON.stringify({ contents: {} }));
  const translations = [{ id: 'vscode', path: './words.json' }];
  await writeFile(
    path.join(folder, 'package.json'),
    JSON.stringify({
      name: `words-${language}`,
      publisher: 'isolab',
      version,
      engines: { vscode: '*' },
      contributes: { localizations: [{ languageId: language, translations }] },
    }),
  );
  // VS Code writes this file when it installs a language pack, and reads it before it looks for extensions
  // (languagePacks.ts, resolveNLSConfiguration).
  await writeFile(
    path.join(home, 'user-data/languagepacks.json'),
    JSON.stringify({
      [language]: {
        hash: version,
        extensions: [{ extensionIdentifier: { id }, version }],
        translations: { vscode: words },
      },
    }),
  );
  return ['--locale', language];
}
