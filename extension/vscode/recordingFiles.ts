import os from 'node:os';
import * as vscode from 'vscode';
import { t } from '../core/base/l10n.ts';
import { formatRecording, parseRecording, recordingExtension } from '../core/recorder/file.ts';
import type { Recording } from '../core/recorder/recording.ts';

/** Saves a recording to a file that the person chooses, and says where it is. */
export async function saveRecording(recording: Recording): Promise<void> {
  const uri = await vscode.window.showSaveDialog({
    defaultUri: vscode.Uri.joinPath(homeUri(), fileNameOf(recording.command)),
    filters: filters(),
    title: t('Save the recording'),
  });
  if (uri === undefined) return;
  await vscode.workspace.fs.writeFile(uri, Buffer.from(formatRecording(recording)));
  const open = t('Open');
  // Not awaited: the recording is saved, though the message may stay.
  void vscode.window
    .showInformationMessage(t('Saved the recording as {0}.', uri.fsPath), open)
    .then((chosen) => chosen && vscode.commands.executeCommand('vscode.open', uri));
}

/** What a file holds; rejects with what is wrong with it. */
export async function readRecording(uri: vscode.Uri): Promise<Recording> {
  return parseRecording(Buffer.from(await vscode.workspace.fs.readFile(uri)).toString('utf8'));
}

/** Lets the person choose a file; undefined when they do not. */
export async function openRecording(): Promise<Recording | undefined> {
  const [uri] =
    (await vscode.window.showOpenDialog({
      defaultUri: homeUri(),
      filters: filters(),
      title: t('Open a recording'),
    })) ?? [];
  return uri && readRecording(uri);
}

const filters = (): Record<string, string[]> => ({ [t('Recordings')]: ['json'] });

const homeUri = (): vscode.Uri =>
  vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(os.homedir());

/** `docker run hello-world` is saved as `docker-run-hello-world.isolab-recording.json`. */
function fileNameOf(command: string): string {
  const words = command.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-|-$/g, '');
  return `${words.slice(0, 60) || 'recording'}${recordingExtension}`;
}
