import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { readAll, readBytes, relayTo, type Relayed } from './relayed.ts';

const upload = Buffer.from(
  'POST /v1.41/build?t=a HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc',
);
const ping = Buffer.from('GET /_ping HTTP/1.1\r\nHost: x\r\n\r\n');
const pong = Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nOK');
const attach = Buffer.from(
  'POST /containers/a/attach HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n',
);
const upgraded = Buffer.from(
  'HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n',
);
const megabytes = (count: number): Buffer => Buffer.alloc(count * 1024 * 1024, 'x');

describe('The relay on a bad day', function () {
  this.timeout(20_000);
  let relayed: Relayed;
  beforeEach(async () => {
    relayed = await relayTo();
  });
  afterEach(() => relayed[Symbol.asyncDispose]());

  it('gives the engine what a client had sent that was killed in the middle of an upload', async () => {
    const { client, engine } = await relayed.connect();
    const received = readAll(engine);
    client.end(upload);
    client.once('finish', () => client.destroy());
    assert.deepEqual(await received, upload);
    engine.end('HTTP/1.1 500 Oh\r\nContent-Length: 0\r\n\r\n');
    const { status, note } = await relayed.heard(({ stage }) => stage === 'ended');
    assert.ok(status === 500 || note !== undefined);
  });

  it('lets the engine know that a client is gone which waits for an answer', async () => {
    const { client, engine } = await relayed.connect();
    client.write(ping);
    await readBytes(engine, ping.length);
    const closed = once(engine.resume(), 'close');
    client.destroy();
    engine.write(pong);
    engine.end();
    await closed;
  });

  it('ends a call whose client is gone though the engine has nothing to say', async () => {
    const { client, engine } = await relayed.connect();
    client.write(attach);
    await readBytes(engine, attach.length);
    engine.write(upgraded);
    await readBytes(client, upgraded.length);
    engine.resume();
    client.destroy();
    const ended = await relayed.heard(({ stage }) => stage === 'ended');
    assert.deepEqual([ended.upgrade, ended.note], ['tcp', undefined]);
  });

  it('keeps a connection whose client only ended its input', async () => {
    const { client, engine } = await relayed.connect();
    client.write(attach);
    await readBytes(engine, attach.length);
    engine.write(upgraded);
    await readBytes(client, upgraded.length);
    client.end('input');
    assert.equal((await readAll(engine)).toString(), 'input');
    engine.write('output');
    assert.equal((await readBytes(client, 6)).toString(), 'output');
    engine.end(' and its end');
    assert.equal((await readAll(client)).toString(), ' and its end');
    const { sentBytes, receivedBytes } = await relayed.heard(({ stage }) => stage === 'ended');
    assert.deepEqual([sentBytes, receivedBytes], [5, 18]);
  });

  it('gives a client that reads late all that an engine said which then closed', async () => {
    // Some of these fit into the system's buffers, some only with the relay's, some into neither.
    const sizes = Array.from({ length: 20 }, (_, index) => (index + 1) * 32 * 1024);
    const pairs = [];
    for (const size of sizes) pairs.push({ size, ...(await relayed.connect()) });
    await Promise.all(
      pairs.map(async ({ size, client, engine }) => {
        client.end(ping);
        await readAll(engine);
        const answer = Buffer.concat([
          Buffer.from('HTTP/1.1 200 OK\r\n\r\n'),
          Buffer.alloc(size, 'x'),
        ]);
        engine.end(answer);
        await untilStill(() => engine.bytesWritten - engine.writableLength);
        assert.equal((await readAll(client)).equals(answer), true);
        const { note } = await relayed.heard(
          ({ stage, receivedBytes }) => stage === 'ended' && receivedBytes === size,
        );
        assert.equal(note, undefined);
      }),
    );
  });

  it('gives a client the part of an answer that an engine sent before it was gone', async () => {
    const { client, engine } = await relayed.connect();
    client.write(ping);
    await readBytes(engine, ping.length);
    engine.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\npart');
    engine.destroySoon();
    assert.match((await readAll(client)).toString(), /\r\n\r\npart$/);
    const { note, receivedBytes } = await relayed.heard(({ stage }) => stage === 'ended');
    assert.match(note ?? '', /in the middle of the answer/);
    assert.equal(receivedBytes, 4);
  });

  it('holds back a client as long as the engine takes nothing', async () => {
    const { client, engine } = await relayed.connect();
    const body = megabytes(64);
    client.write('POST /images/load HTTP/1.1\r\nHost: x\r\n');
    client.end(Buffer.concat([Buffer.from(`Content-Length: ${body.length}\r\n\r\n`), body]));
    await relayed.heard(({ stage }) => stage === 'asked');
    await untilStill(() => client.bytesWritten - client.writableLength);
    assert.ok(client.writableLength > 50 * 1024 * 1024);
    const received = readAll(engine);
    assert.equal((await received).subarray(-body.length).equals(body), true);
    engine.end(pong);
    const { sentBytes } = await relayed.heard(({ stage }) => stage === 'ended');
    assert.equal(sentBytes, body.length);
  });

  it('passes 256 MB within some memory of its own', async () => {
    const { client, engine } = await relayed.connect();
    const part = megabytes(1);
    const count = 256;
    const before = process.memoryUsage.rss();
    let most = 0;
    let received = 0;
    engine.on('data', (chunk: Buffer) => {
      received += chunk.length;
      most = Math.max(most, process.memoryUsage.rss());
    });
    engine.resume();
    client.write('POST /images/load HTTP/1.1\r\nHost: x\r\n');
    const head = `Content-Length: ${part.length * count}\r\n\r\n`;
    client.write(head);
    for (let sent = 0; sent < count; sent++) {
      if (!client.write(part)) await once(client, 'drain');
    }
    client.end();
    await once(engine, 'end');
    engine.end(pong);
    const { sentBytes } = await relayed.heard(({ stage }) => stage === 'ended');
    assert.equal(sentBytes, part.length * count);
    assert.ok(received > sentBytes);
    // Without back-pressure it would be all of it; garbage that is not collected yet is a part of what is.
    assert.ok(most - before < 128 * 1024 * 1024, `${(most - before) / 1e6} MB more`);
  });

  it('understands a conversation in which every byte comes alone', async () => {
    const { client, engine } = await relayed.connect();
    await sendSlowly(client, ping, engine);
    await sendSlowly(engine, pong, client);
    const { path, status } = await relayed.heard(({ stage }) => stage === 'ended');
    assert.deepEqual([path, status], ['/_ping', 200]);
  });

  it('passes a body that is deeper than anything of the engine’s, and keeps no more than explains', async () => {
    const { client, engine } = await relayed.connect();
    const body = `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    const request = `POST /containers/create HTTP/1.1\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    client.end(request);
    assert.equal((await readAll(engine)).toString(), request);
    engine.end('HTTP/1.1 400 Bad Request\r\nContent-Length: 15\r\n\r\n{"message":"x"}');
    const { answer, request: kept } = await relayed.heard(({ stage }) => stage === 'ended');
    assert.deepEqual(answer, { message: 'x' });
    assert.ok(JSON.stringify(kept).length < 1000);
  });

  it('passes several requests at once, and tells their answers apart', async () => {
    const { client, engine } = await relayed.connect();
    const requests = Buffer.concat([ping, ping, attach]);
    client.write(requests);
    assert.deepEqual(await readBytes(engine, requests.length), requests);
    const answers = Buffer.concat([pong, pong, upgraded, Buffer.from('\u0000raw')]);
    engine.end(answers);
    assert.deepEqual(await readAll(client), answers);
    client.end();
    await relayed.heard(({ stage, upgrade }) => stage === 'ended' && upgrade === 'tcp');
    assert.deepEqual(
      relayed.told.filter(({ stage }) => stage === 'ended').map(({ status }) => status),
      [200, 200, 101],
    );
  });

  for (const [name, bytes] of Object.entries({
    'no HTTP': 'hello\r\n\r\nhello',
    'a request without a version': 'GET /\r\n\r\n',
    'two lengths': 'POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab',
    'a length below nothing': 'POST / HTTP/1.1\r\nContent-Length: -40\r\n\r\nab',
    'a length that leads back to the beginning': 'POST / HTTP/1.1\r\nContent-Length: -40\r\n\r\n',
    'a length that is no number': 'POST / HTTP/1.1\r\nContent-Length: x\r\n\r\nab',
    'a chunk that leads back to itself':
      'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n-6\r\nabc\r\n',
    'a chunk without an end': `POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n${'1'.repeat(200_000)}`,
    'a header without an end': `GET / HTTP/1.1\r\nX: ${'y'.repeat(200_000)}`,
    'a chunk of a wrong length':
      'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc\r\n',
    TLS: '\u0016\u0003\u0001\u0002\u0000\u0001\u0000',
    'only zeros': '\0'.repeat(100_000),
  })) {
    it(`passes what it does not understand: ${name}`, async () => {
      const { client, engine } = await relayed.connect();
      client.end(bytes, 'latin1');
      assert.equal((await readAll(engine)).toString('latin1'), bytes);
      engine.end('HTTP/1.1 400 Bad Request\r\n\r\nno');
      assert.match((await readAll(client)).toString(), /no$/);
      const ended = await relayed.heard(({ stage }) => stage === 'ended');
      assert.ok(ended.note !== undefined || ended.status === 400);
    });
  }

  it('serves 200 clients at once', async () => {
    const pairs = [];
    for (let index = 0; index < 200; index++) pairs.push(await relayed.connect());
    await Promise.all(
      pairs.map(async ({ client, engine }, index) => {
        const request = Buffer.from(`GET /containers/${index}/json HTTP/1.1\r\nHost: x\r\n\r\n`);
        const answer = Buffer.from(`HTTP/1.1 200 OK\r\nX-Number: ${index}\r\n\r\n${index}`);
        client.end(request);
        assert.deepEqual(await readAll(engine), request);
        engine.end(answer);
        assert.deepEqual(await readAll(client), answer);
      }),
    );
    await relayed.heard(() => relayed.told.filter(({ stage }) => stage === 'ended').length === 200);
    const ended = relayed.told.filter(({ stage }) => stage === 'ended');
    assert.equal(new Set(ended.map(({ path }) => path)).size, 200);
    assert.equal(new Set(ended.map(({ connection }) => connection)).size, 200);
  });
});

/** One byte after the other, each when the other side has the one before. */
async function sendSlowly(from: Socket, bytes: Buffer, to: Socket): Promise<void> {
  for (const byte of bytes) {
    from.write(Buffer.of(byte));
    assert.deepEqual(await readBytes(to, 1), Buffer.of(byte));
  }
}

/** Resolves when a number has not changed for a while: what moves it has stopped. */
async function untilStill(read: () => number): Promise<void> {
  for (let before = -1, now = read(); before !== now; now = read()) {
    before = now;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}
