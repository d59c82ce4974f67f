import * as vscode from 'vscode';
import { t } from '../core/base/l10n.ts';
import type { Disposable } from '../core/base/event.ts';
import { textOf } from '../core/layers/fileText.ts';
import type { FileVersion } from '../core/layers/fileVersions.ts';
import type { ImageReadings } from '../core/layers/imageReadings.ts';
import type { WantedFile } from '../../webviews/layers/protocol.ts';
import { withProgress } from './progress.ts';

const scheme = 'isolab-layer';

/** What is open, by its address: an editor asks for its text when it is shown. */
const texts = new Map<string, string>();

/** Shows what a file of an image holds, or what a layer did to it: read-only, and nothing of it is on disk. */
export async function openLayerFile(
  { image, path, layer, how }: WantedFile,
  readings: Pick<ImageReadings, 'versionsOf'>,
): Promise<void> {
  const versions = await withProgress(t('Reading /{0} from the image', path), (signal) =>
    readings.versionsOf(image, { layer, path }, signal).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    }),
  );
  if (versions === undefined) return;
  const { before, after } = versions;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const options: vscode.TextDocumentShowOptions = { viewColumn: vscode.ViewColumn.Active };
  if (how === 'difference' && before !== undefined && after !== undefined) {
    const title = t('{0} (layer {1} ↔ layer {2})', name, before.layer + 1, after.layer + 1);
    const [left, right] = [addressOf(image, before), addressOf(image, after)];
    await vscode.commands.executeCommand('vscode.diff', left, right, title, options);
    return;
  }
  const version = after ?? before;
  if (version === undefined) return;
  const document = await vscode.workspace.openTextDocument(addressOf(image, version));
  await vscode.window.showTextDocument(document, options);
}

/** Lets VS Code ask for the texts, and forgets those that it has closed. */
export function provideLayerFiles(): Disposable {
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(scheme, {
      provideTextDocumentContent: (uri) =>
        texts.get(uri.toString()) ?? t('Open this file again from the Layers view.'),
    }),
    vscode.workspace.onDidCloseTextDocument(({ uri }) => texts.delete(uri.toString())),
  );
}

function addressOf(image: string, version: FileVersion): vscode.Uri {
  const uri = vscode.Uri.from({
    scheme,
    authority: `layer-${version.layer + 1}`,
    path: `/${version.file.path}`,
    query: image,
  });
  texts.set(uri.toString(), textOf(version));
  return uri;
}
