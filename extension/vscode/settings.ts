import * as vscode from 'vscode';

/** What the person set; an empty setting is absent. */
export interface Settings {
  readonly engine?: string;
  readonly labsFolder?: string;
  readonly dataFolder?: string;
  readonly opensIsolationWithLab: boolean;
}

/** Reads the settings as they are now. */
export function readSettings(): Settings {
  const configuration = vscode.workspace.getConfiguration('isolab');
  const text = (name: 'engine' | 'labsFolder' | 'dataFolder'): Partial<Settings> => {
    const value = configuration.get<string>(name, '').trim();
    return value === '' ? {} : { [name]: value };
  };
  return {
    ...text('engine'),
    ...text('labsFolder'),
    ...text('dataFolder'),
    opensIsolationWithLab: configuration.get('openIsolationWithLab', true),
  };
}
