import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { labNotStarted, reasonOf, wrongUsage } from '../../core/base/errors.ts';
import { t } from '../../core/base/l10n.ts';
import { Archive, recordingsFolder } from '../../core/recorder/archive.ts';
import { parseRecording } from '../../core/recorder/file.ts';
import { headOf, type Recording, type RecordingHead } from '../../core/recorder/recording.ts';
import { RemoteSession } from '../../core/session/control/client.ts';
import type { Context } from '../context.ts';

/** What a lab's session recorded, the oldest first. */
export interface Kept {
  readonly heads: readonly RecordingHead[];
  recording(id: string): Promise<Recording | undefined>;
}

/** The recordings of a lab: of who has it open, or else from the disk; neither needs an engine. */
export async function findKept(lab: string, context: Context, signal: AbortSignal): Promise<Kept> {
  const stored = await context.store.find(basename(lab));
  if (stored === undefined) throw labNotStarted(lab);
  if (stored.control !== undefined) {
    const session = await RemoteSession.reach(stored.control, signal);
    return {
      heads: (await session.recordings()).toReversed(),
      recording: (id) => session.recording(id),
    };
  }
  const archive = new Archive(join(stored.folder, recordingsFolder), context.log);
  await archive.open();
  return {
    heads: archive.all.map(headOf),
    recording: async (id) => archive.all.find((each) => each.id === id),
  };
}

/** Whether a word is the number of a recording, and not the name of a file. */
export function isNumber(word: string): boolean {
  return /^\d+$/.test(word);
}

/** The recording of this number, or the newest. */
export async function findRecording(kept: Kept, number: string | undefined): Promise<Recording> {
  const { heads } = kept;
  const head = number === undefined ? heads.at(-1) : heads[Number(number) - 1];
  const found = head && (await kept.recording(head.id));
  if (found !== undefined) return found;
  throw wrongUsage(
    number === undefined
      ? t('Nothing has been recorded yet.')
      : t('There is no recording {0}.', number),
    t('isolab record list shows what there is.'),
  );
}

/** The recording that a file holds. */
export async function readRecording(path: string): Promise<Recording> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw wrongUsage(
      t('{0} cannot be read: {1}.', path, reasonOf(error)),
      t('Name a recording by its number, or a file that isolab record save has written.'),
    );
  });
  return parseRecording(text);
}
