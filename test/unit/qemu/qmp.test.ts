import assert from 'node:assert/strict';
import type { Duplex } from 'node:stream';
import fc from 'fast-check';
import { IsolabError } from '../../../extension/core/base/errors.ts';
import { silentLog } from '../../../extension/core/base/log.ts';
import { QmpClient } from '../../../extension/core/qemu/qmp/client.ts';
import { duplexPair } from '../../fakes/duplexPair.ts';

const greeting = { QMP: { version: { qemu: { major: 7, minor: 2, micro: 0 } }, capabilities: [] } };
const signal = new AbortController().signal;

/** A QEMU that says what it is told to say, and remembers what it was asked. */
class FakeQemu {
  readonly asked: { execute: string; id: number }[] = [];
  readonly #stream: Duplex;

  constructor(stream: Duplex) {
    this.#stream = stream;
    let rest = '';
    stream.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString()).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines) this.#hear(JSON.parse(line) as { execute: string; id: number });
    });
    this.say(greeting);
  }

  say(message: unknown): void {
    this.write(`${JSON.stringify(message)}\r\n`);
  }

  write(bytes: string | Buffer): void {
    if (!this.#stream.destroyed) this.#stream.write(bytes);
  }

  end(): void {
    this.#stream.destroy();
  }

  #hear(command: { execute: string; id: number }): void {
    this.asked.push(command);
    if (command.execute === 'qmp_capabilities') this.say({ return: {}, id: command.id });
  }
}

async function open(): Promise<{ client: QmpClient; qemu: FakeQemu }> {
  const [ours, theirs] = duplexPair();
  const qemu = new FakeQemu(theirs);
  return { client: await QmpClient.open(ours, 'alpha', silentLog, signal), qemu };
}

const codeOf = (error: unknown): string =>
  error instanceof IsolabError ? error.code : String(error);

/** Lets what was written arrive. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('The client of QEMU’s monitor', () => {
  it('gives each answer to its question, in whatever order they come', async () => {
    const { client, qemu } = await open();
    const first = client.execute('query-status', {}, signal);
    const second = client.execute('query-uuid', {}, signal);
    const [, one, two] = qemu.asked;
    qemu.say({ return: 'second', id: two?.id });
    qemu.say({ return: 'first', id: one?.id });
    assert.deepEqual(await Promise.all([first, second]), ['first', 'second']);
  });

  it('tells a refusal in QEMU’s own words, also one without an id', async () => {
    const { client, qemu } = await open();
    const refused = client.execute('device_add', {}, signal);
    qemu.say({ error: { class: 'GenericError', desc: 'no such bus' } });
    await assert.rejects(refused, /refused device_add: no such bus/);
  });

  it('checks what the commands in use answer', async () => {
    const { client, qemu } = await open();
    const answer = client.ask('query-status', {}, signal);
    qemu.say({ return: { status: 7 }, id: qemu.asked[1]?.id });
    await assert.rejects(answer, (error) => codeOf(error) === 'qmp-not-understood');
  });

  it('announces events, with the time in milliseconds, while a command waits', async () => {
    const { client, qemu } = await open();
    const answer = client.execute('stop', {}, signal);
    const next = client.next(({ name }) => name === 'STOP', signal);
    qemu.say({ event: 'STOP', timestamp: { seconds: 5, microseconds: 250_000 } });
    qemu.say({ return: {}, id: qemu.asked[1]?.id });
    assert.deepEqual(await next, { name: 'STOP', data: {}, at: 5250 });
    assert.deepEqual(await answer, {});
  });

  it('fails what waits when the connection ends, and all that comes later', async () => {
    const { client, qemu } = await open();
    const waiting = [client.execute('stop', {}, signal), client.next(() => true, signal)];
    qemu.end();
    for (const each of waiting) {
      await assert.rejects(each, (error) => codeOf(error) === 'qmp-lost');
    }
    await client.ended;
    await assert.rejects(
      client.execute('cont', {}, signal),
      (error) => codeOf(error) === 'qmp-lost',
    );
  });

  it('forgets a command that was given up, and understands its late answer as nobody’s', async () => {
    const { client, qemu } = await open();
    const giveUp = new AbortController();
    const given = client.execute('stop', {}, giveUp.signal);
    giveUp.abort(new Error('enough'));
    await assert.rejects(given, /enough/);
    qemu.say({ return: {}, id: qemu.asked[1]?.id });
    const next = client.execute('cont', {}, signal);
    qemu.say({ return: 'cont', id: qemu.asked[2]?.id });
    assert.equal(await next, 'cont');
  });

  it('goes on when a listener fails', async () => {
    const { client, qemu } = await open();
    client.onDidHappen(() => {
      throw new Error('a listener’s own trouble');
    });
    qemu.say({ event: 'RESUME', timestamp: { seconds: 1, microseconds: 0 } });
    const next = client.execute('cont', {}, signal);
    qemu.say({ return: 'well', id: qemu.asked[1]?.id });
    assert.equal(await next, 'well');
  });

  it('gives up where nothing greets it, or something else than QEMU', async () => {
    for (const words of ['220 mail.example ESMTP\r\n', '[1]\n', '{"QMP"\n', '7\n']) {
      const [ours, theirs] = duplexPair();
      const opening = QmpClient.open(ours, 'alpha', silentLog, signal);
      theirs.write(words);
      await assert.rejects(opening, (error) => codeOf(error) === 'qmp-lost');
    }
    const [silent] = duplexPair();
    await assert.rejects(
      QmpClient.open(silent, 'alpha', silentLog, AbortSignal.timeout(20)),
      /timeout/,
    );
    assert.ok(silent.destroyed);
  });

  it('takes no line that never ends', async () => {
    const { client, qemu } = await open();
    const waiting = client.execute('stop', {}, signal);
    for (let mebibyte = 0; mebibyte < 20; mebibyte++) qemu.write(Buffer.alloc(1024 * 1024, 0x61));
    await assert.rejects(waiting, (error) => codeOf(error) === 'qmp-lost');
  });

  it('understands a stream however it is cut', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1 }),
        async (cuts) => {
          const { client, qemu } = await open();
          const events: string[] = [];
          client.onDidHappen(({ name }) => events.push(name));
          const answer = client.execute('stop', {}, signal);
          const event = {
            event: 'STÖP',
            data: { a: '\n' },
            timestamp: { seconds: 1, microseconds: 0 },
          };
          const messages = [event, { return: 'ok', id: qemu.asked[1]?.id }, event];
          const bytes = Buffer.from(messages.map((each) => `${JSON.stringify(each)}\r\n`).join(''));
          for (let at = 0, turn = 0; at < bytes.length; turn++) {
            const size = cuts[turn % cuts.length] ?? 1;
            qemu.write(bytes.subarray(at, at + size));
            at += size;
          }
          assert.equal(await answer, 'ok');
          await settle();
          assert.deepEqual(events, ['STÖP', 'STÖP']);
        },
      ),
    );
  });

  it('survives whatever else is sent: a question ends in an answer or an error, and none is left', async () => {
    const message = fc.oneof(
      fc.json(),
      fc
        .record({ return: fc.jsonValue(), id: fc.oneof(fc.integer(), fc.string(), fc.constant(2)) })
        .map((each) => JSON.stringify(each)),
      fc.record({ error: fc.jsonValue(), id: fc.jsonValue() }).map((each) => JSON.stringify(each)),
      fc
        .record({ event: fc.jsonValue(), timestamp: fc.jsonValue() })
        .map((each) => JSON.stringify(each)),
      fc.constant(JSON.stringify(greeting)),
      fc.string({ unit: 'binary' }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(message), async (messages) => {
        const { client, qemu } = await open();
        const outcome = client.execute('stop', {}, signal).then(
          () => 'answered',
          (error: unknown) => codeOf(error),
        );
        for (const each of messages) qemu.write(`${each}\n`);
        await settle();
        await client[Symbol.asyncDispose]();
        assert.ok(['answered', 'qmp-lost', 'qmp-refused'].includes(await outcome));
      }),
    );
  });
});
