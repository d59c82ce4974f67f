import * as vscode from 'vscode';
import { IsolabError } from '../core/base/errors.ts';
import type { Log } from '../core/base/log.ts';
import { t } from '../core/base/l10n.ts';
import { headOf } from '../core/recorder/recording.ts';
import { views } from '../../webviews/index.ts';
import type { RecorderSources } from '../../webviews/recorder/host.ts';
import { connectPage } from './connectPage.ts';
import type { RecorderView } from './recorderView.ts';
import { readRecording } from './recordingFiles.ts';

/** Shows files of recordings: nothing is written, and neither Docker nor a lab is needed. */
export function registerRecordingEditor(
  recorderView: RecorderView,
  extensionUri: vscode.Uri,
  log: Log,
): vscode.Disposable {
  const show = async (uri: vscode.Uri, panel: vscode.WebviewPanel): Promise<vscode.Disposable> => {
    const host = recorderView.makeForFile(await sourcesOf(uri));
    return connectPage(panel, views.recorder, host, extensionUri, log);
  };
  return vscode.window.registerCustomEditorProvider(
    'isolab.recording',
    {
      openCustomDocument: (uri) => ({ uri, dispose: () => undefined }),
      resolveCustomEditor: async ({ uri }, panel) => {
        let connection = await show(uri, panel);
        const watcher = vscode.workspace.createFileSystemWatcher(
          new vscode.RelativePattern(
            vscode.Uri.joinPath(uri, '..'),
            uri.path.split('/').at(-1) ?? '',
          ),
        );
        watcher.onDidChange(async () => {
          connection.dispose();
          connection = await show(uri, panel);
        });
        panel.onDidDispose(() => {
          watcher.dispose();
          connection.dispose();
        });
      },
    },
    { supportsMultipleEditorsPerDocument: true, webviewOptions: { enableFindWidget: true } },
  );
}

async function sourcesOf(
  uri: vscode.Uri,
): Promise<Pick<RecorderSources, 'status' | 'recorder' | 'trouble'>> {
  try {
    const recording = await readRecording(uri);
    return {
      status: 'file',
      recorder: {
        recordings: [headOf(recording)],
        recording: (id) => Promise.resolve(id === recording.id ? recording : undefined),
        onDidChange: () => ({ dispose: () => undefined }),
      },
    };
  } catch (error) {
    return { status: 'unavailable', trouble: troubleOf(error) };
  }
}

const troubleOf = (error: unknown): NonNullable<RecorderSources['trouble']> =>
  error instanceof IsolabError
    ? { message: error.message, fix: error.fix }
    : { message: t('This file cannot be read: {0}', String(error)), fix: '' };
