import { existsSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { readSettings } from './settings.ts';

/** Where labs and progress are on disk, by the settings of the moment. */
export interface Folders {
  labs(): string;
  /** A folder of labs with recipes of images: these labs' own, or those that come with Isolab. */
  recipes(): string;
  sessions(): Promise<string>;
}

/** The folders that the person chose; else the labs that come with Isolab, and the progress that its command uses. */
export function foldersOf(extensionUri: vscode.Uri): Folders {
  const own = vscode.Uri.joinPath(extensionUri, 'labs').fsPath;
  const labs = (): string => readSettings().labsFolder ?? own;
  return {
    labs,
    recipes: () => (existsSync(join(labs(), 'images')) ? labs() : own),
    sessions: async () => {
      const { dataFolder } = readSettings();
      if (dataFolder !== undefined) return dataFolder;
      const { defaultSessionsFolder } = await import('../core/session/store.ts');
      return defaultSessionsFolder(process.env);
    },
  };
}
