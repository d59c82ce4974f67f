import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Exchange } from '../../../extension/core/engine/relay/exchange.ts';
import { Listener } from '../../../extension/core/engine/relay/listener.ts';

interface Heard {
  readonly exchanges: Exchange[];
  readonly lost: string[];
}

/** Lets a listener hear a conversation, each side cut into pieces of this size. */
function hear(turns: readonly { from: 'client' | 'engine'; text: string }[], size = 7): Heard {
  const heard: Heard = { exchanges: [], lost: [] };
  const listener = new Listener(
    (exchange) => heard.exchanges.push(exchange),
    (reason) => heard.lost.push(reason),
  );
  for (const { from, text } of turns) {
    const bytes = Buffer.from(text, 'latin1');
    for (let at = 0; at < bytes.length; at += size) {
      const piece = bytes.subarray(at, at + size);
      if (from === 'client') listener.request(piece);
      else listener.answer(piece);
    }
  }
  listener.answerEnd();
  return heard;
}

const lines = (...parts: string[]): string => parts.join('\r\n');
const create = lines(
  'POST /v1.41/containers/create?name=web HTTP/1.1',
  'Host: x',
  'X-Registry-Auth: c2VjcmV0',
  'Content-Length: 15',
  '',
  '{"Image":"box"}',
);
const created = lines(
  'HTTP/1.1 201 Created',
  'Date: Sat, 21 Nov 2026 10:00:00 GMT',
  'Content-Length: 11',
  '',
  '{"Id":"a1"}',
);
const ping = lines('HEAD /_ping HTTP/1.1', 'Host: x', '', '');
const pong = lines('HTTP/1.1 200 OK', 'Content-Length: 2', '', '');

describe('The relay’s listener', () => {
  it('hears request and answer, without the version and without headers', () => {
    const { exchanges, lost } = hear([
      { from: 'client', text: create },
      { from: 'engine', text: created },
    ]);
    assert.deepEqual(lost, []);
    const [exchange] = exchanges;
    assert.equal(exchange?.path, '/containers/create');
    assert.equal(exchange.query.get('name'), 'web');
    assert.deepEqual(
      [exchange.requestBody, exchange.answerBody],
      ['{"Image":"box"}', '{"Id":"a1"}'],
    );
    assert.equal(exchange.answeredAt, Date.parse('2026-11-21T10:00:00Z'));
    assert.doesNotMatch(JSON.stringify(exchange), /c2VjcmV0/);
  });

  it('hears many exchanges on one connection, cut anywhere', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 1, max: 6 }),
        (size, count) => {
          const turns = Array.from({ length: count }, () => [
            { from: 'client' as const, text: ping },
            { from: 'engine' as const, text: pong },
            { from: 'client' as const, text: create },
            { from: 'engine' as const, text: created },
          ]).flat();
          const { exchanges, lost } = hear(turns, size);
          assert.deepEqual(lost, []);
          assert.deepEqual(
            exchanges.map(({ status }) => status),
            Array(count).fill([200, 201]).flat(),
          );
        },
      ),
    );
  });

  it('hears an answer in chunks, and waits for the final one after 100 Continue', () => {
    const { exchanges } = hear([
      { from: 'client', text: create },
      { from: 'engine', text: 'HTTP/1.1 100 Continue\r\n\r\n' },
      {
        from: 'engine',
        text: 'HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{"Id\r\n7\r\n":"a1"}\r\n0\r\n\r\n',
      },
    ]);
    assert.deepEqual(
      exchanges.map(({ status, answerBody }) => [status, answerBody]),
      [[201, '{"Id":"a1"}']],
    );
  });

  it('stops at an upgrade, and takes nothing after it for HTTP', () => {
    const attach = lines(
      'POST /v1.41/containers/a1/attach?stdin=1 HTTP/1.1',
      'Connection: Upgrade',
      'Upgrade: tcp',
      '',
      '',
    );
    const { exchanges, lost } = hear([
      { from: 'client', text: attach },
      {
        from: 'engine',
        text: 'HTTP/1.1 101 UPGRADED\r\nConnection: Upgrade\r\nUpgrade: tcp\r\n\r\n',
      },
      { from: 'client', text: create },
      { from: 'engine', text: `\x01\x00\x00\x00garbage${created}` },
    ]);
    assert.deepEqual(lost, []);
    assert.deepEqual(
      exchanges.map(({ path, status }) => [path, status]),
      [['/containers/a1/attach', 101]],
    );
  });

  it('hears the body of a request that asks for an upgrade, and goes on when it is declined', () => {
    const start = lines(
      'POST /exec/e1/start HTTP/1.1',
      'Connection: Upgrade',
      'Upgrade: tcp',
      'Content-Length: 2',
      '',
      '{}',
    );
    const { exchanges, lost } = hear([
      { from: 'client', text: start },
      { from: 'engine', text: 'HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}' },
      { from: 'client', text: create },
      { from: 'engine', text: created },
    ]);
    assert.deepEqual(lost, []);
    assert.deepEqual(
      exchanges.map(({ status }) => status),
      [404, 201],
    );
  });

  it('keeps nothing of a body that is too long, and the end of long progress', () => {
    const body = `{"Image":"${'x'.repeat(2_000_000)}"}`;
    const long = lines(
      'POST /containers/create HTTP/1.1',
      `Content-Length: ${body.length}`,
      '',
      body,
    );
    const progress = `${'{"stream":"step"}\n'.repeat(50_000)}{"aux":{"ID":"sha256:end"}}`;
    const { exchanges } = hear(
      [
        { from: 'client', text: long },
        { from: 'engine', text: created },
        { from: 'client', text: 'POST /build?t=a HTTP/1.1\r\nContent-Length: 0\r\n\r\n' },
        {
          from: 'engine',
          text: `HTTP/1.1 200 OK\r\nContent-Length: ${progress.length}\r\n\r\n${progress}`,
        },
      ],
      4096,
    );
    assert.equal(exchanges[0]?.requestBody, '');
    assert.match(exchanges[1]?.answerBody ?? '', /"sha256:end"\}\}$/);
    assert.ok((exchanges[1]?.answerBody.length ?? 0) < 200_000);
  });

  it('never throws, whatever it hears', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ from: fc.constantFrom('client', 'engine'), text: fc.string() })),
        (turns) => {
          const mixed = turns.flatMap((turn) => [
            turn,
            { from: 'client' as const, text: ping },
            { from: 'engine' as const, text: pong },
          ]);
          assert.ok(hear(mixed, 5).lost.length <= 1);
        },
      ),
    );
  });
});
