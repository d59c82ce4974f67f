import * as vscode from 'vscode';
import { execute } from './names.ts';

/** Opens `vscode://isolab.isolab/lab/<id>` at that lab, as a link in course notes does. */
export function handleUris(): vscode.Disposable {
  return vscode.window.registerUriHandler({
    handleUri: async ({ path }) => {
      const id = /^\/lab\/([a-z0-9-]+)\/?$/.exec(path)?.[1];
      await (id === undefined ? execute('startLab') : execute('startLab', id));
    },
  });
}
