import * as z from 'zod';
import { t } from '../../base/l10n.ts';
import type { ProgramEntry } from '../../recorder/recording.ts';
import { describeText, matchesText, textMatch } from '../text.ts';
import { containerDetail, containerField, textDetail, type IdsOf } from './details.ts';
import type { Wanted } from './wanted.ts';

export const programSchema = z
  .strictObject({
    name: textMatch
      .optional()
      .describe('Its name, or that of its file: runc, containerd-shim-runc-v2.'),
    path: textMatch.optional().describe('Its file: /usr/bin/runc.'),
    args: textMatch
      .optional()
      .describe(
        'Its command line, the words joined by spaces. That of a program which ended at once may be unknown.',
      ),
    container: containerField,
  })
  .describe('A program that was run.');

/** A program that is wanted: by name and file, then the rest. */
export function wantedProgram(
  { name, path, args, container }: z.infer<typeof programSchema>,
  idsOf: IdsOf,
): Wanted<ProgramEntry> {
  return {
    lane: 'programs',
    name: [name, path].flatMap((each) => (each === undefined ? [] : describeText(each))).join(' '),
    did: (what) => t('ran the program {0}', what),
    didNot: (what) => t('ran no program {0}', what),
    nameOf: fileName,
    isNamed: (entry) =>
      (name === undefined || matchesText(entry.name, name) || matchesText(fileName(entry), name)) &&
      (path === undefined || matchesText(entry.path, path)),
    details: [
      ...textDetail<ProgramEntry>(
        t('command line'),
        args,
        (entry) => entry.args?.join(' '),
        (entry) => entry.args === undefined,
      ),
      ...containerDetail<ProgramEntry>(container, idsOf),
    ],
  };
}

/** `comm` is cut after 15 bytes (proc_pid_comm(5)), a file's name is not. */
export function fileName({ path, name }: ProgramEntry): string {
  return path.slice(path.lastIndexOf('/') + 1) || name;
}
