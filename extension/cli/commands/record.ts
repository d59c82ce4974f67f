import { writeFile } from 'node:fs/promises';
import { reasonOf, wrongUsage } from '../../core/base/errors.ts';
import { t } from '../../core/base/l10n.ts';
import { compareRecordings } from '../../core/recorder/compare.ts';
import { formatRecording, recordingExtension } from '../../core/recorder/file.ts';
import { headOf, type Recording } from '../../core/recorder/recording.ts';
import { exitCodes, type Arguments, type CliCommand } from '../command.ts';
import type { Context } from '../context.ts';
import { namedLab } from '../openLab.ts';
import { comparisonText } from '../record/compare.ts';
import { findKept, findRecording, isNumber, readRecording, type Kept } from '../record/source.ts';
import { listText, recordingText } from '../record/text.ts';

/**
 * `isolab record`: what the commands of a lab did. JSON: `{ recordings }` for list, the Recording for show, `{ saved }`
 * for save, `{ left, right, rows }` for compare.
 */
export const record: CliCommand = {
  name: 'record',
  usage: 'record list|show|save|compare …',
  summary: t('Show what a command did, from its API calls down to the kernel.'),
  options: { lab: { type: 'string' } },
  help: {
    list: t('list what was recorded in the lab'),
    'show [NUMBER|FILE]': t('show one; the newest, where none is named'),
    'save NUMBER FILE': t('write one to a file, which opens by itself in VS Code'),
    'compare A B': t('lay two side by side: numbers or files'),
    '--lab LAB': t('of this lab; not needed in its shell, nor while no other is open'),
  },
  arity: { min: 1, max: 3 },
  async run(args, context, signal) {
    const kept = once(async () => {
      const id = await namedLab(args.text('lab'), record.usage, context);
      return findKept(id, context, signal);
    });
    const find = async (word: string | undefined): Promise<Recording> =>
      word === undefined || isNumber(word)
        ? findRecording(await kept(), word)
        : readRecording(word);
    await obey(args, context, kept, find);
    return exitCodes.done;
  },
};

async function obey(
  { positionals }: Arguments,
  { output }: Context,
  kept: () => Promise<Kept>,
  find: (word: string | undefined) => Promise<Recording>,
): Promise<void> {
  const [action, first, second] = positionals;
  switch (action) {
    case 'list': {
      const { heads } = await kept();
      output.json({ recordings: heads });
      return output.line(listText(heads));
    }
    case 'show': {
      const recording = await find(first);
      output.json(recording);
      return output.line(recordingText(recording, output));
    }
    case 'save': {
      const path = await save(await find(needed(first)), needed(second));
      output.json({ saved: path });
      return output.line(t('Saved: {0}', path));
    }
    case 'compare': {
      const [left, right] = [await find(needed(first)), await find(needed(second))];
      const rows = compareRecordings(left, right);
      output.json({ left: headOf(left), right: headOf(right), rows });
      return output.line(comparisonText(left, right, output));
    }
    default:
      throw usage(t('There is no "{0}".', action ?? ''));
  }
}

/** Writes a new file, under a name that VS Code knows. */
async function save(recording: Recording, file: string): Promise<string> {
  const path = file.endsWith(recordingExtension) ? file : `${file}${recordingExtension}`;
  try {
    await writeFile(path, formatRecording(recording), { flag: 'wx' });
  } catch (error) {
    throw wrongUsage(
      t('{0} cannot be written: {1}.', path, reasonOf(error)),
      t('Choose another name: a file that is there is not written over.'),
    );
  }
  return path;
}

function needed(word: string | undefined): string {
  if (word === undefined) throw usage(t('This command takes other words.'));
  return word;
}

function usage(problem: string): Error {
  return wrongUsage(problem, t('isolab record --help shows all forms.'));
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
