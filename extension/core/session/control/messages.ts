import type { Readable } from 'node:stream';
import * as z from 'zod';
import { machineKinds } from '../../machine/kind.ts';
import type { Recording, RecordingHead } from '../../recorder/recording.ts';
import { ladderSchema } from '../events.ts';
import type { SessionState } from '../state.ts';
import { vmAnswer, vmRequest } from '../vmRequest.ts';

/** Raised when a message changes its meaning: programs of two versions refuse each other. */
const version = z.literal(1);

const place = z.number().int().min(0);

/**
 * What another process of the same user may ask of an open session: one line of JSON. Back come lines of progress, and
 * one that ends it; after that of a console the bytes of the console follow, both ways.
 */
export const controlRequest = z
  .discriminatedUnion('ask', [
    z.strictObject({ v: version, ask: z.literal('state') }),
    z.strictObject({ v: version, ask: z.literal('check') }),
    z.strictObject({
      v: version,
      ask: z.literal('answer'),
      question: z.string(),
      text: z.string(),
    }),
    z.strictObject({ v: version, ask: z.literal('hint'), task: z.string() }),
    z.strictObject({ v: version, ask: z.literal('go-to'), step: z.number().int().min(0) }),
    z.strictObject({ v: version, ask: z.literal('machine'), kind: z.enum(machineKinds) }),
    z.strictObject({ v: version, ask: z.literal('ladder'), ladder: ladderSchema }),
    z.strictObject({ v: version, ask: z.literal('vm'), request: vmRequest }),
    z.strictObject({ v: version, ask: z.literal('recordings') }),
    z.strictObject({ v: version, ask: z.literal('recording'), id: z.string() }),
    z.strictObject({
      v: version,
      ask: z.literal('console'),
      vm: z.string(),
      number: place.optional(),
    }),
    z.strictObject({
      v: version,
      ask: z.literal('console-size'),
      vm: z.string(),
      number: place,
      rows: z.number().int().positive(),
      columns: z.number().int().positive(),
    }),
  ])
  .readonly();
export type ControlRequest = z.infer<typeof controlRequest>;

/** What goes on; or at the end the state after that was done, or why it was not. */
export const controlReply = z.union([
  z.object({ v: version, progress: z.string() }),
  z.object({ v: version, console: z.number() }),
  z.object({ v: version, recordings: z.custom<readonly RecordingHead[]>(Array.isArray) }),
  z.object({ v: version, recording: z.custom<Recording | null>(isRecording) }),
  z.object({ v: version, state: z.custom<SessionState>(isState), answer: vmAnswer.optional() }),
  z.object({
    v: version,
    error: z.object({ code: z.string(), message: z.string(), fix: z.string() }),
  }),
]);
export type ControlReply = z.infer<typeof controlReply>;

/**
 * The next line of a stream, which then stands still; what follows the line stays in it. Rejects when it ends before, or
 * the line is longer than this many bytes.
 */
export function readLine(stream: Readable, maxBytes: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const settle = (done: () => void): void => {
      stream.off('data', hear).off('close', ended).off('end', ended).off('error', failed).pause();
      done();
    };
    const failed = (error: Error): void => settle(() => reject(error));
    const ended = (): void => settle(() => reject(new Error('it ended before its line did')));
    const hear = (chunk: Buffer): void => {
      const end = chunk.indexOf('\n');
      chunks.push(end === -1 ? chunk : chunk.subarray(0, end));
      length += chunk.length;
      if (end !== -1) {
        settle(() => resolve(Buffer.concat(chunks).toString()));
        stream.unshift(chunk.subarray(end + 1));
      } else if (length > maxBytes) settle(() => reject(new Error('its line is too long')));
    };
    stream.on('data', hear).on('close', ended).on('end', ended).on('error', failed).resume();
  });
}

/** Null where there is none. */
function isRecording(value: unknown): boolean {
  return value === null || (typeof value === 'object' && 'entries' in value);
}

// The other end is Isolab of the same version: what a state is made of, it made.
function isState(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'steps' in value && 'step' in value;
}
