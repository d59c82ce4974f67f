import * as vscode from 'vscode';
import { t } from '../core/base/l10n.ts';
import type { Recording, RecordingHead } from '../core/recorder/recording.ts';
import {
  makeRecorderHost,
  type RecorderHost,
  type RecorderSources,
} from '../../webviews/recorder/host.ts';
import type { ViewHost } from '../../webviews/shared/host.ts';
import { execute } from './names.ts';
import type { OpenLab } from './openLab.ts';
import { openRecording, saveRecording } from './recordingFiles.ts';

/** Makes the hosts of the recorder's view: for the open lab's session, and for a file. */
export class RecorderView {
  readonly #openLab: OpenLab;
  #host: RecorderHost | undefined;
  #wanted: string | undefined;

  constructor(openLab: OpenLab) {
    this.#openLab = openLab;
    openLab.onDidChange(() => (this.#wanted = undefined));
  }

  /** The view's host, for the lab that is open now. */
  make(): ViewHost {
    const recorder = this.#recorder;
    const host = makeRecorderHost({
      ...(recorder === undefined ? { status: 'empty' } : { status: 'live', recorder }),
      ...this.#actions,
    });
    this.#host = host;
    if (this.#wanted !== undefined) host.show(this.#wanted);
    return host;
  }

  /** The host of a file's editor: what the file holds, or why it cannot be shown. */
  makeForFile(file: Pick<RecorderSources, 'status' | 'recorder' | 'trouble'>): ViewHost {
    return makeRecorderHost({ ...file, ...this.#actions });
  }

  /** Puts the view on the last command, which may still run. */
  showLast(): void {
    const recordings = this.#recorder?.recordings ?? [];
    const last = recordings.find(({ command }) => command !== '') ?? recordings[0];
    this.#wanted = last?.id;
    if (last !== undefined) this.#host?.show(last.id);
  }

  get #recorder() {
    return this.#openLab.current?.session.recorder;
  }

  readonly #actions: Pick<RecorderSources, 'chooseOther' | 'save' | 'focus' | 'open'> = {
    chooseOther: (left, known) => this.#choose(left, known),
    save: saveRecording,
    focus: (target) => execute('openIsolation', target),
    open: async (url) => {
      await vscode.env.openExternal(vscode.Uri.parse(url, true));
    },
  };

  /** One of those that the view knows, one of the open lab's, or a file's. */
  async #choose(
    left: RecordingHead,
    known: readonly RecordingHead[],
  ): Promise<RecordingHead | Recording | undefined> {
    const others = [...known, ...(this.#recorder?.recordings ?? [])].filter(
      ({ id }, index, all) => id !== left.id && all.findIndex((each) => each.id === id) === index,
    );
    const items: readonly (vscode.QuickPickItem & { head?: RecordingHead })[] = [
      ...others.map((head) => ({
        label: head.command || t('calls without a command'),
        description: new Date(head.startedAt).toLocaleString(),
        head,
      })),
      { label: `$(folder-opened) ${t('Open a file…')}` },
    ];
    const title = t('Compare “{0}” with', left.command);
    const picked = await vscode.window.showQuickPick(items, { title });
    if (picked === undefined) return undefined;
    if (picked.head === undefined) return openRecording();
    return known.includes(picked.head) ? picked.head : this.#recorder?.recording(picked.head.id);
  }
}
