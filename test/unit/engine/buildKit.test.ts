import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describeHeard } from '../../../extension/core/engine/relay/describe.ts';
import { solvePath } from '../../../extension/core/engine/relay/exchange.ts';
import { Listener } from '../../../extension/core/engine/relay/listener.ts';
import type { HeardCall } from '../../../extension/core/engine/relay/recordedCall.ts';

interface Turn {
  readonly from: 'client' | 'engine';
  readonly bytes: Buffer;
}

/** What buildx 0.13 and an engine really said on one connection, as a relay heard it. */
function readConversation(name: string): readonly Turn[] {
  const folder = join(import.meta.dirname, '../../fixtures/engine/buildkit');
  const lines = readFileSync(join(folder, `${name}.ndjson`), 'utf8')
    .trimEnd()
    .split('\n');
  return lines.map((line) => {
    const { from, bytes } = JSON.parse(line) as { from: Turn['from']; bytes: string };
    return { from, bytes: Buffer.from(bytes, 'base64') };
  });
}

/** Lets a listener hear it, in pieces of these sizes; gives what it tells of builds. */
function hear(conversation: readonly Turn[], sizes: readonly number[] = [Infinity]) {
  const told: HeardCall[] = [];
  const asked: HeardCall[] = [];
  const lost: string[] = [];
  const listener = new Listener({
    hear: (stage, call) => told.push(describeHeard(stage, 1, call)),
    beforeCreate: (call) => asked.push(describeHeard('asked', 1, call)),
    lose: (reason) => lost.push(reason),
  });
  let piece = 0;
  for (const { from, bytes } of conversation) {
    for (let at = 0; at < bytes.length;) {
      const end = at + (sizes[piece++ % sizes.length] ?? 1);
      if (from === 'client') listener.request(bytes.subarray(at, end));
      else listener.answer(bytes.subarray(at, end));
      at = end;
    }
  }
  listener.answerEnd();
  listener.close();
  const ended = told.filter(({ stage }) => stage === 'ended');
  const [connection] = ended.filter(({ upgrade }) => upgrade === 'h2c');
  const solves = ended.filter(({ path }) => path === solvePath);
  const images = solves.filter(({ id }) => asked.some((one) => one.id === id));
  return {
    lost,
    asked: asked.map(({ query }) => query['t']),
    isWithin: solves.length > 0 && solves.every(({ within }) => within === connection?.id),
    statuses: images.map(({ status }) => status),
    created: solves
      .flatMap(({ created }) => created)
      .map(({ kind, id, name }) => [kind, id.slice(7, 15), name]),
  };
}

const heardBefore = { lost: [], isWithin: true };

/** The IDs are what `docker images --no-trunc` showed then. */
const conversations = {
  'docker-20.10-build': {
    ...heardBefore,
    asked: ['web:1,web:2'],
    statuses: [200],
    created: [
      ['image', '31e9a2c6', 'web:1'],
      ['image', '31e9a2c6', 'web:2'],
    ],
  },
  'docker-26.1-build': {
    ...heardBefore,
    asked: ['web:1,web:2'],
    statuses: [200],
    created: [
      ['image', 'd4dec939', 'web:1'],
      ['image', 'd4dec939', 'web:2'],
    ],
  },
  'docker-26.1-containerd-build': {
    ...heardBefore,
    asked: ['web:1,web:2'],
    statuses: [200],
    created: [
      ['image', 'bdeb1829', 'web:1'],
      ['image', 'bdeb1829', 'web:2'],
    ],
  },
  'docker-20.10-bake': {
    ...heardBefore,
    asked: ['one:1,one:2', 'two'],
    statuses: [200, 200],
    created: [
      ['image', '31e9a2c6', 'one:1'],
      ['image', '31e9a2c6', 'one:2'],
      ['image', '1eff5b4c', 'two:latest'],
    ],
  },
  'docker-20.10-failed': { ...heardBefore, asked: ['web:3'], statuses: [undefined], created: [] },
  'docker-20.10-local': { ...heardBefore, asked: [], statuses: [], created: [] },
};

describe('The relay’s listener on a connection to BuildKit', () => {
  for (const [name, expected] of Object.entries(conversations)) {
    const conversation = readConversation(name);

    it(`hears ${name}`, () => assert.deepEqual(hear(conversation), expected));

    it(`hears ${name}, cut anywhere`, () => {
      fc.assert(
        fc.property(fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1 }), (sizes) => {
          assert.deepEqual(hear(conversation, sizes), expected);
        }),
        { numRuns: 25 },
      );
    });

    it(`hears ${name} where no upgrade comes first`, () => {
      assert.deepEqual(hear(withoutUpgrade(conversation)), expected);
    });

    it(`never throws at ${name} with wrong bytes in it`, () => {
      const at = fc.nat({ max: conversation.length - 1 });
      const damage = fc.record({ turn: at, offset: fc.nat(200), value: fc.nat(255) });
      fc.assert(
        fc.property(fc.array(damage, { minLength: 1 }), (damages) => {
          const damaged = conversation.map(({ from, bytes }) => ({
            from,
            bytes: Buffer.from(bytes),
          }));
          for (const { turn, offset, value } of damages) {
            const { bytes } = damaged[turn] ?? { bytes: Buffer.alloc(1) };
            bytes[offset % bytes.length] = value;
          }
          assert.ok(hear(damaged).lost.length <= 1);
        }),
        { numRuns: 50 },
      );
    });
  }

  it('stops at what is no HTTP/2, and at what is compressed', () => {
    const [upgrade, switched] = readConversation('docker-20.10-build');
    assert.ok(upgrade && switched);
    const lost = (...client: Buffer[]): string =>
      hear([upgrade, switched, { from: 'client', bytes: Buffer.concat(client) }]).lost.join();
    const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n');
    const dataFrame = Buffer.from('000005' + '00' + '01' + '00000001', 'hex');
    assert.match(lost(Buffer.from('GET / HTTP/1.1\r\nHost: x\r\n\r\n')), /preface/);
    assert.match(lost(preface, Buffer.from('ffffff000000000001', 'hex')), /frame of 16777215/);
    assert.match(lost(preface, dataFrame, Buffer.from('0100000000', 'hex')), /compressed/);
    assert.equal(lost(preface, dataFrame, Buffer.from('0000000000', 'hex')), '');
  });
});

/** The same from its HTTP/2 preface on, which the client then sends first of all. */
function withoutUpgrade(conversation: readonly Turn[]): readonly Turn[] {
  const left = { client: headBytes('client'), engine: headBytes('engine') };
  const turns = conversation
    .map(({ from, bytes }) => {
      const dropped = Math.min(left[from], bytes.length);
      left[from] -= dropped;
      return { from, bytes: bytes.subarray(dropped) };
    })
    .filter(({ bytes }) => bytes.length > 0);
  const preface = turns.find(({ from }) => from === 'client');
  assert.ok(preface);
  return [preface, ...turns.filter((turn) => turn !== preface)];

  function headBytes(side: Turn['from']): number {
    const said = conversation.filter(({ from }) => from === side).map(({ bytes }) => bytes);
    return Buffer.concat(said).indexOf('\r\n\r\n') + 4;
  }
}
