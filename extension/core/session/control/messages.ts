import type { Readable } from 'node:stream';
import { z } from 'zod';
import type { SessionState } from '../state.ts';

/** Raised when a message changes its meaning: programs of two versions refuse each other. */
const version = z.literal(1);

/** What another process of the same user may ask of an open session: one line of JSON, one line back. */
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
  ])
  .readonly();
export type ControlRequest = z.infer<typeof controlRequest>;

/** The state after that was done, or why it was not. */
export const controlReply = z.union([
  z.object({ v: version, state: z.custom<SessionState>(isState) }),
  z.object({
    v: version,
    error: z.object({ code: z.string(), message: z.string(), fix: z.string() }),
  }),
]);
export type ControlReply = z.infer<typeof controlReply>;

/** The first line of a stream; rejects when it ends before, or the line is longer than this many bytes. */
export function readLine(stream: Readable, maxBytes: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const settle = (done: () => void): void => {
      stream.off('data', hear).off('close', ended).off('end', ended).off('error', reject);
      done();
    };
    const ended = (): void => settle(() => reject(new Error('it ended before its line did')));
    const hear = (chunk: Buffer): void => {
      const end = chunk.indexOf('\n');
      chunks.push(end === -1 ? chunk : chunk.subarray(0, end));
      length += chunk.length;
      if (end !== -1) settle(() => resolve(Buffer.concat(chunks).toString()));
      else if (length > maxBytes) settle(() => reject(new Error('its line is too long')));
    };
    stream.on('data', hear).on('close', ended).on('end', ended).on('error', reject);
  });
}

// The other end is Isolab of the same version: what a state is made of, it made.
function isState(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'steps' in value && 'step' in value;
}
