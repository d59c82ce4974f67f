import * as vscode from 'vscode';
import { readSettings } from './settings.ts';

/** Where labs and progress are on disk, by the settings of the moment. */
export interface Folders {
  labs(): string;
  sessions(): Promise<string>;
}

/** The folders that the person chose; else the labs that come with Isolab, and the progress that its command uses. */
export function foldersOf(extensionUri: vscode.Uri): Folders {
  return {
    labs: () => readSettings().labsFolder ?? vscode.Uri.joinPath(extensionUri, 'labs').fsPath,
    sessions: async () => {
      const { dataFolder } = readSettings();
      if (dataFolder !== undefined) return dataFolder;
      const { defaultSessionsFolder } = await import('../core/session/store.ts');
      return defaultSessionsFolder(process.env);
    },
  };
}
