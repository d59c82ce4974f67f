import * as z from 'zod';

/** What QEMU announces by itself (docs/interop/qmp-spec.rst, "Asynchronous events"). */
export interface QmpEvent {
  readonly name: string;
  readonly data: Readonly<Record<string, unknown>>;
  /** Milliseconds since the epoch, by the host's clock; 0 where QEMU could not tell. */
  readonly at: number;
}

/** What a line from QEMU says. An error without id answers a command that QEMU could not read. */
export type Message =
  | { readonly type: 'greeting' }
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly type: 'error'; readonly id: number | undefined; readonly description: string }
  | { readonly type: 'event'; readonly event: QmpEvent };

const answer = z.object({ return: z.unknown(), id: z.number() });

const failure = z.object({ error: z.object({ desc: z.string() }), id: z.number().optional() });

const event = z.object({
  event: z.string(),
  data: z.record(z.string(), z.unknown()).default({}),
  timestamp: z.object({ seconds: z.number(), microseconds: z.number() }),
});

/** The meaning of one message; throws for what is none of QMP's. */
export function parseMessage(value: object): Message {
  if ('QMP' in value) return { type: 'greeting' };
  if ('event' in value) return { type: 'event', event: parseEvent(value) };
  if ('error' in value) {
    const { error, id } = failure.parse(value);
    return { type: 'error', id, description: error.desc };
  }
  const { id, return: result } = answer.parse(value);
  return { type: 'answer', id, value: result };
}

function parseEvent(value: object): QmpEvent {
  const { event: name, data, timestamp } = event.parse(value);
  const { seconds, microseconds } = timestamp;
  return { name, data, at: seconds < 0 ? 0 : seconds * 1000 + Math.floor(microseconds / 1000) };
}
