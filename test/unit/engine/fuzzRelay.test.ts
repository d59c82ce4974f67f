import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fuzzRelay, type Piece } from './fuzzRelay.ts';

/** A whole million: `ISOLAB_FUZZ_COUNT=1000000 npx mocha --import=tsx <this file>`. */
const count = Number(process.env['ISOLAB_FUZZ_COUNT'] ?? 10_000);
const seed = Number(process.env['ISOLAB_FUZZ_SEED'] ?? 1);

const client = (...lines: string[]): Piece => piece('client', lines);
const engine = (...lines: string[]): Piece => piece('engine', lines);

function piece(from: Piece['from'], lines: readonly string[]): Piece {
  return { from, bytes: Buffer.from(lines.join('\r\n'), 'latin1') };
}

const create = client(
  'POST /v1.41/containers/create?name=web HTTP/1.1',
  'Host: x',
  'Content-Length: 15',
  '',
  '{"Image":"box"}',
);
const created = engine('HTTP/1.1 201 Created', 'Content-Length: 11', '', '{"Id":"a1"}');
const ping = client('HEAD /_ping HTTP/1.1', 'Host: x', '', '');
const pong = engine('HTTP/1.1 200 OK', 'Content-Length: 2', '', '');
const upgrade = ['Connection: Upgrade', 'Upgrade: tcp'];

const short: readonly (readonly Piece[])[] = [
  [ping, pong, create, created],
  [ping, create, ping, pong, created, pong],
  [
    client(
      'POST /build?t=a HTTP/1.1',
      'Expect: 100-continue',
      'Transfer-Encoding: chunked',
      '',
      '',
    ),
    engine('HTTP/1.1 100 Continue', '', ''),
    client('5', 'abcde', '1a', 'abcdefghijklmnopqrstuvwxyz', '0', '', ''),
    engine(
      'HTTP/1.1 200 OK',
      'Transfer-Encoding: chunked',
      '',
      '14',
      '{"stream":"Step 1"}',
      '',
      '',
    ),
    engine('19', '{"error":"no","aux":null}', '0', '', ''),
    ping,
    pong,
  ],
  [
    client('POST /containers/a1/attach HTTP/1.1', ...upgrade, '', ''),
    engine('HTTP/1.1 101 UPGRADED', ...upgrade, '', ''),
    client('ls', ''),
    engine('\x01\x00\x00\x00\x00\x00\x00\x02ok'),
  ],
  [
    client('POST /exec/e1/start HTTP/1.1', ...upgrade, 'Content-Length: 2', '', '{}'),
    engine('HTTP/1.1 404 Not Found', 'Content-Length: 15', '', '{"message":"x"}'),
    create,
    created,
  ],
  [
    client('GET /containers/a1/logs?follow=1 HTTP/1.0', '', ''),
    engine('HTTP/1.1 200 OK', 'Content-Type: application/vnd.docker.raw-stream', '', 'line'),
  ],
];
/** A long one takes as much time as many short ones. */
const long = ['docker-20.10-build', 'docker-20.10-failed'].map(readConversation);
const conversations = [...Array.from({ length: 10 }, () => short).flat(), ...long];

describe('A connection through the relay that is damaged', function () {
  this.timeout(count * 20);

  it(`gives out the bytes that it took in, and tells each call to its end: ${count} times`, async () => {
    const { calls, lost } = await fuzzRelay(conversations, { count, seed });
    // Neither is everything understood nor nothing: else the damage would be of the wrong measure.
    assert.ok(lost > count / 10 && lost < (count * 9) / 10, `lost ${lost}`);
    assert.ok(calls > count, `${calls} calls`);
  });

  it('does so where it once did not', async () => {
    // The answer to a solve was none: the call was never told to have ended.
    assert.deepEqual(await fuzzRelay(conversations, { count: 1, seed: 37_619 }), {
      calls: 4,
      lost: 1,
    });
  });
});

function readConversation(name: string): readonly Piece[] {
  const folder = join(import.meta.dirname, '../../fixtures/engine/buildkit');
  const text = readFileSync(join(folder, `${name}.ndjson`), 'utf8').trimEnd();
  return text.split('\n').map((line) => {
    const { from, bytes } = JSON.parse(line) as { from: Piece['from']; bytes: string };
    return { from, bytes: Buffer.from(bytes, 'base64') };
  });
}
