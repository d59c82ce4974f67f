import { Duplex } from 'node:stream';
import { joinConnection } from '../../../extension/core/engine/relay/connection.ts';
import { describeHeard } from '../../../extension/core/engine/relay/describe.ts';
import { Listener } from '../../../extension/core/engine/relay/listener.ts';

/** Some bytes that one side sends. */
export interface Piece {
  readonly from: 'client' | 'engine';
  readonly bytes: Buffer;
}

/** Numbers from 0 to below `below`, the same for the same seed (mulberry32). */
export type Random = (below: number) => number;

function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

/** So many at a time: each waits for the next turn of the event loop again and again. */
const atOnce = 64;

/**
 * Sends so many damaged conversations through a joined connection, and throws at the first in which other bytes come
 * out than went in, or in which a call is not told from its beginning to its end. Gives what the listener made of them.
 */
export async function fuzzRelay(
  conversations: readonly (readonly Piece[])[],
  { count, seed }: { readonly count: number; readonly seed: number },
): Promise<{ readonly calls: number; readonly lost: number }> {
  const total = { calls: 0, lost: 0 };
  let next = 0;
  const passSome = async (): Promise<void> => {
    while (next < count) {
      const index = next++;
      const random = randomFrom(seed + index);
      const pieces = cut(damage(conversations, random), random);
      const { calls, lost } = await pass(pieces, random).catch((cause: unknown) => {
        throw new Error(`conversation ${index} of seed ${seed}`, { cause });
      });
      total.calls += calls;
      total.lost += lost;
    }
  };
  await Promise.all(Array.from({ length: atOnce }, passSome));
  return total;
}

/** Lets one conversation through, and compares. */
async function pass(
  pieces: readonly Piece[],
  random: Random,
): Promise<{ readonly calls: number; readonly lost: number }> {
  const sides = { client: new Side(random), engine: new Side(random) };
  const stages = new Map<string, string>();
  let lost = 0;
  const listener = new Listener({
    hear: (stage, call) => {
      const { id } = describeHeard(stage, 1, call);
      stages.set(id, `${stages.get(id) ?? ''} ${stage}`);
    },
    beforeCreate: () => {},
    lose: () => lost++,
  });
  // In some conversations every piece waits, as a create does for the journal.
  const isHeld = random(4) === 0;
  joinConnection(sides.client, sides.engine, listener, () =>
    isHeld ? Promise.resolve() : undefined,
  );
  for (const [index, { from, bytes }] of pieces.entries()) {
    sides[from].push(bytes);
    if (pieces[index + 1]?.from !== from) await nextTurn();
  }
  for (const side of random(2) === 0
    ? (['client', 'engine'] as const)
    : (['engine', 'client'] as const)) {
    sides[side].push(null);
    if (random(2) === 0) await nextTurn();
  }
  await Promise.all([sides.client.gone, sides.engine.gone]);
  const sent = (from: Piece['from']): Buffer =>
    Buffer.concat(pieces.filter((piece) => piece.from === from).map(({ bytes }) => bytes));
  if (!sent('client').equals(sides.engine.received)) throw new Error('the engine got other bytes');
  if (!sent('engine').equals(sides.client.received)) throw new Error('the client got other bytes');
  for (const told of stages.values()) {
    if (!/^( asked)?( answered)? ended$/.test(told)) throw new Error(`a call was told${told}`);
  }
  if (lost > 1) throw new Error('the thread was lost more than once');
  return { calls: stages.size, lost };
}

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** One end of a connection, in memory; now and then it takes its time. */
class Side extends Duplex {
  readonly gone: Promise<unknown>;
  readonly #parts: Buffer[] = [];

  constructor(random: Random) {
    super({
      highWaterMark: 1 + random(4096),
      read: () => {},
      write: (chunk: Buffer, _, done) => {
        this.#parts.push(chunk);
        if (random(4) === 0) setImmediate(done);
        else done();
      },
    });
    this.gone = new Promise((resolve) => this.once('close', resolve));
  }

  get received(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

/** One conversation, or the beginnings of two, with some bytes wrong; one in eight is as it was. */
function damage(conversations: readonly (readonly Piece[])[], random: Random): readonly Piece[] {
  const pick = (): readonly Piece[] => conversations[random(conversations.length)] ?? [];
  const first = pick();
  const pieces =
    random(4) > 0 ? [...first] : [...first.slice(0, random(first.length + 1)), ...pick()];
  if (random(8) === 0) return pieces;
  for (let damages = 1 + random(4); damages > 0 && pieces.length > 0; damages--) {
    const at = random(pieces.length);
    const { from, bytes } = pieces[at] ?? { from: 'client', bytes: Buffer.alloc(0) };
    if (random(10) === 0) pieces.splice(at, random(2));
    else if (random(10) === 0)
      pieces[at] = { from: from === 'client' ? 'engine' : 'client', bytes };
    else pieces[at] = { from, bytes: damageBytes(bytes, random) };
  }
  return pieces;
}

/** What HTTP and HTTP/2 take for something. */
const special = ['\r\n', '\n', '\r', '\0', '\u00ff', ' ', ':', '0', '\r\n\r\n', '-1', 'ffffffff'];

function damageBytes(bytes: Buffer, random: Random): Buffer {
  const at = random(bytes.length + 1);
  const until = Math.min(at + random(32), bytes.length);
  const [before, part, after] = [
    bytes.subarray(0, at),
    bytes.subarray(at, until),
    bytes.subarray(until),
  ];
  switch (random(6)) {
    case 0:
      return Buffer.concat([before, after]);
    case 1:
      return Buffer.concat([before, part, part, after]);
    case 2:
      return Buffer.concat([
        before,
        Buffer.from(special[random(special.length)] ?? '', 'latin1'),
        part,
        after,
      ]);
    case 3:
      return before;
    default: {
      const damaged = Buffer.from(bytes);
      if (damaged.length > 0) damaged[random(damaged.length)] = random(256);
      return damaged;
    }
  }
}

/** The same bytes in other pieces. */
function cut(pieces: readonly Piece[], random: Random): readonly Piece[] {
  const longest = [1, 7, 100, 5000, 100_000][random(5)] ?? 1;
  return pieces.flatMap(({ from, bytes }) => {
    const parts: Piece[] = [];
    // A long piece in single bytes would take long and show nothing more.
    const size = Math.max(longest, Math.ceil(bytes.length / 20));
    for (let at = 0; at < bytes.length;) {
      const end = at + 1 + random(size);
      parts.push({ from, bytes: bytes.subarray(at, end) });
      at = end;
    }
    return parts;
  });
}
