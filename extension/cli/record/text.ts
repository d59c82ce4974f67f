import { t } from '../../core/base/l10n.ts';
import { printable } from '../../core/base/quote.ts';
import { timeOffset } from '../../core/base/timeOffset.ts';
import {
  lanes,
  type Entry,
  type Lane,
  type Recording,
  type RecordingHead,
} from '../../core/recorder/recording.ts';
import type { Output } from '../output.ts';
import { table } from '../table.ts';
import { labelOf, pidOf } from './label.ts';

/** Recordings, a line each; the oldest is number 1. */
export function listText(heads: readonly RecordingHead[]): string {
  if (heads.length === 0) return t('Nothing has been recorded yet.');
  return table([
    [t('number'), t('began'), t('took'), t('exit code'), t('entries'), t('command')],
    ...heads.map((head, index) => [
      String(index + 1),
      new Date(head.startedAt).toLocaleTimeString(),
      lengthOf(head),
      head.exitCode === undefined ? '' : String(head.exitCode),
      String(head.count),
      nameOf(head),
    ]),
  ]);
}

/** One recording: what it is of, and its four lanes one after the other. */
export function recordingText(recording: Recording, output: Output): string {
  return [
    output.paint('bold', nameOf(recording)),
    output.paint('dim', describe(recording)),
    ...lanes.flatMap((lane) => ['', ...laneText(recording, lane, output)]),
    ...(recording.unattributed === 0
      ? []
      : ['', t('{0} more things happened, and nobody can tell for whom.', recording.unattributed)]),
  ].join('\n');
}

/** The command, or that there was none. */
export function nameOf({ command }: Pick<Recording, 'command'>): string {
  return command === '' ? t('(calls without a command)') : printable(command);
}

/** The name of a lane as a heading. */
export function laneTitle(lane: Lane): string {
  return {
    api: t('API calls'),
    programs: t('Programs'),
    kernel: t('Kernel'),
    changes: t('Changes'),
  }[lane];
}

function laneText(recording: Recording, lane: Lane, output: Output): readonly string[] {
  const { isSeen, notes, fix = '', lost } = recording.lanes[lane];
  const entries = recording.entries.filter((entry) => entry.lane === lane);
  const remarks = [
    ...notes,
    fix,
    lost === 0 ? '' : t('{0} things were lost.', lost),
    isSeen && entries.length === 0 && notes.length === 0 ? t('Nothing.') : '',
  ].filter(Boolean);
  return [
    output.paint('bold', laneTitle(lane)),
    ...(entries.length === 0 ? [] : [table(entries.map(rowOf))]),
    ...remarks.map((remark) => `  ${output.paint('dim', printable(remark))}`),
  ];
}

function rowOf(entry: Entry): readonly string[] {
  const pid = pidOf(entry);
  return [`  ${timeOffset(entry.at)}`, ...(pid === '' ? [] : [pid]), labelOf(entry)];
}

function describe({ machine, kernel, engine, startedAt, exitCode, ...rest }: Recording): string {
  return [
    new Date(startedAt).toLocaleString(),
    lengthOf({ startedAt, ...rest }),
    exitCode === undefined ? '' : t('exit code {0}', exitCode),
    machine,
    kernel === '' ? '' : `Linux ${kernel}`,
    engine === undefined ? '' : t('engine {0}', engine),
  ]
    .filter(Boolean)
    .map(printable)
    .join(' · ');
}

function lengthOf({ startedAt, endedAt }: Pick<Recording, 'startedAt' | 'endedAt'>): string {
  return endedAt === undefined
    ? t('still goes on')
    : t('{0} s', ((endedAt - startedAt) / 1000).toFixed(3));
}
