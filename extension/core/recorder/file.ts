import * as z from 'zod';
import { recordingNotReadable, recordingTooNew } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { lanes, recordingVersion, type Recording } from './recording.ts';

/** How files of recordings are called. */
export const recordingExtension = '.isolab-recording.json';

/** A recording as the text of its file: a line for each entry, so that a person and a difference can read it. */
export function formatRecording({ entries, ...rest }: Recording): string {
  const head = JSON.stringify(rest);
  const lines = entries.map((entry) => `\n${JSON.stringify(entry)}`).join(',');
  return `${head.slice(0, -1)},"entries":[${lines}\n]}\n`;
}

/** The recording that a file's text holds; throws, saying what is wrong and where. */
export function parseRecording(text: string): Recording {
  const value = parseJson(text);
  const version = z.object({ v: z.number() }).safeParse(value).data?.v;
  if (version !== undefined && version > recordingVersion) {
    throw recordingTooNew(version, recordingVersion);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue?.path.join('.') ?? '';
  throw recordingNotReadable(
    place === '' ? t('it is not a recording') : t('{0}: {1}', place, issue?.message ?? ''),
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    const isCut = text.startsWith('{') && !text.trimEnd().endsWith('}');
    throw recordingNotReadable(isCut ? t('its end is missing') : t('it is not JSON'), error);
  }
}

const milliseconds = z.number();
const texts = z.record(z.string(), z.string());
const base = {
  id: z.number().int().positive(),
  at: milliseconds,
  tookMs: milliseconds.exactOptional(),
  container: z.string().exactOptional(),
};

const api = z.object({
  ...base,
  lane: z.literal('api'),
  method: z.string(),
  path: z.string(),
  query: texts,
  status: z.number().exactOptional(),
  request: z.unknown().exactOptional(),
  answer: z.unknown().exactOptional(),
  sentBytes: z.number(),
  receivedBytes: z.number(),
  upgrade: z.string().exactOptional(),
  created: z.array(
    z.object({
      kind: z.enum(['container', 'network', 'volume', 'image']),
      id: z.string(),
      name: z.string(),
    }),
  ),
  note: z.string().exactOptional(),
});

const program = z.object({
  ...base,
  lane: z.literal('programs'),
  pid: z.number(),
  parentPid: z.number().exactOptional(),
  name: z.string(),
  path: z.string(),
  args: z.array(z.string()).exactOptional(),
});

const kernel = z.object({
  ...base,
  lane: z.literal('kernel'),
  pid: z.number(),
  name: z.string(),
  call: z.string(),
  args: texts,
  flags: z.array(z.string()),
  result: z.number().exactOptional(),
  error: z.string().exactOptional(),
  isFiltered: z.literal(true).exactOptional(),
  folded: z.number().exactOptional(),
  inside: z.array(z.object({ at: milliseconds, pid: z.number(), args: texts })).exactOptional(),
});

const change = z.object({
  ...base,
  lane: z.literal('changes'),
  sentence: z.string(),
  kind: z.string(),
  focus: z.string().exactOptional(),
  isTied: z.boolean(),
});

const laneState = z.object({
  isSeen: z.boolean(),
  notes: z.array(z.string()),
  fix: z.string().exactOptional(),
  lost: z.number(),
});

const schema = z.object({
  v: z.literal(recordingVersion),
  id: z.string(),
  command: z.string(),
  machine: z.string(),
  startedAt: milliseconds,
  endedAt: milliseconds.exactOptional(),
  exitCode: z.number().exactOptional(),
  labId: z.string().exactOptional(),
  step: z.string().exactOptional(),
  kernel: z.string(),
  engine: z.string().exactOptional(),
  lanes: z.record(z.enum(lanes), laneState),
  entries: z.array(z.discriminatedUnion('lane', [api, program, kernel, change])),
  unattributed: z.number(),
});
