import assert from 'node:assert/strict';
import fc from 'fast-check';
import { describeHeard } from '../../../extension/core/engine/relay/describe.ts';
import { Listener } from '../../../extension/core/engine/relay/listener.ts';
import type { HeardCall } from '../../../extension/core/engine/relay/recordedCall.ts';

interface Heard {
  /** Every telling, and the last of each call. */
  readonly told: HeardCall[];
  readonly ended: HeardCall[];
  readonly announced: string[];
  readonly lost: string[];
}

/** Lets a listener hear a conversation, each side cut into pieces of this size. */
function hear(turns: readonly { from: 'client' | 'engine'; text: string }[], size = 7): Heard {
  const heard: Heard = { told: [], ended: [], announced: [], lost: [] };
  const listener = new Listener({
    hear: (stage, call) => heard.told.push(describeHeard(stage, 1, call)),
    beforeCreate: ({ path }) => heard.announced.push(path),
    lose: (reason) => heard.lost.push(reason),
  });
  for (const { from, text } of turns) {
    const bytes = Buffer.from(text, 'latin1');
    for (let at = 0; at < bytes.length; at += size) {
      const piece = bytes.subarray(at, at + size);
      if (from === 'client') listener.request(piece);
      else listener.answer(piece);
    }
  }
  listener.answerEnd();
  listener.close();
  heard.ended.push(...heard.told.filter(({ stage }) => stage === 'ended'));
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
    const { told, ended, announced, lost } = hear([
      { from: 'client', text: create },
      { from: 'engine', text: created },
    ]);
    assert.deepEqual([lost, announced], [[], ['/containers/create']]);
    assert.deepEqual(
      told.map(({ stage }) => stage),
      ['asked', 'answered', 'ended'],
    );
    const [call] = ended;
    assert.ok(call);
    const { id: _, at, answeredAt = NaN, endedAt = NaN, ...rest } = call;
    assert.ok(at <= answeredAt && answeredAt <= endedAt);
    assert.deepEqual(rest, {
      stage: 'ended',
      connection: 1,
      method: 'POST',
      path: '/containers/create',
      query: { name: 'web' },
      status: 201,
      sentBytes: 15,
      receivedBytes: 11,
      request: { Image: 'box' },
      answer: { Id: 'a1' },
      created: [{ kind: 'container', id: 'a1', name: 'web' }],
    });
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
          const { ended, lost } = hear(turns, size);
          assert.deepEqual(lost, []);
          assert.deepEqual(
            ended.map(({ status }) => status),
            Array(count).fill([200, 201]).flat(),
          );
        },
      ),
    );
  });

  it('hears an answer in chunks, and waits for the final one after 100 Continue', () => {
    const { ended } = hear([
      { from: 'client', text: create },
      { from: 'engine', text: 'HTTP/1.1 100 Continue\r\n\r\n' },
      {
        from: 'engine',
        text: 'HTTP/1.1 201 Created\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{"Id\r\n7\r\n":"a1"}\r\n0\r\n\r\n',
      },
    ]);
    assert.deepEqual(
      ended.map(({ status, answer }) => [status, answer]),
      [[201, { Id: 'a1' }]],
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
    const { told, lost } = hear([
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
      told.map(({ path, stage, status, upgrade, sentBytes, receivedBytes }) =>
        [path, stage, status, upgrade, sentBytes, receivedBytes].join(' '),
      ),
      [
        '/containers/a1/attach asked   0 0',
        '/containers/a1/attach answered 101 tcp 0 0',
        `/containers/a1/attach ended 101 tcp ${create.length} ${created.length + 11}`,
      ],
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
    const { ended, lost } = hear([
      { from: 'client', text: start },
      { from: 'engine', text: 'HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n{}' },
      { from: 'client', text: create },
      { from: 'engine', text: created },
    ]);
    assert.deepEqual(lost, []);
    assert.deepEqual(
      ended.map(({ status }) => status),
      [404, 201],
    );
  });

  it('says where a connection broke off, and tells nothing of what it made', () => {
    const half = { from: 'engine' as const, text: created.slice(0, -3) };
    const [answering] = hear([{ from: 'client', text: create }, half]).ended;
    assert.match(answering?.note ?? '', /in the middle of the answer/);
    assert.deepEqual([answering?.status, answering?.created], [201, []]);
    const [asking] = hear([{ from: 'client', text: create.slice(0, -3) }]).ended;
    assert.match(asking?.note ?? '', /before the engine had answered/);
    assert.deepEqual([asking?.status, asking?.sentBytes], [undefined, 12]);
  });

  it('tells what a failed build left, though the client hangs up at the error', () => {
    const said = [
      { stream: 'Step 1/1 : RUN false\n' },
      { stream: ' ---> Running in 0123456789ab\n' },
      { error: 'returned a non-zero code: 1' },
    ];
    const body = said.map((line) => `${JSON.stringify(line)}\r\n`).join('');
    const [build] = hear([
      { from: 'client', text: 'POST /build?t=a HTTP/1.1\r\nContent-Length: 0\r\n\r\n' },
      {
        from: 'engine',
        text: lines(
          'HTTP/1.1 200 OK',
          'Transfer-Encoding: chunked',
          '',
          body.length.toString(16),
          body,
        ),
      },
    ]).ended;
    assert.equal(build?.note, undefined);
    assert.deepEqual(build?.created, [{ kind: 'container', id: '0123456789ab', name: '' }]);
  });

  it('says where it lost the thread, once for each call that went on and once where none did', () => {
    const notes = (...turns: Parameters<typeof hear>[0]): unknown =>
      hear(turns).ended.map(({ path, note }) => [path, note]);
    const note = 'Isolab could not follow this connection any further.';
    assert.deepEqual(notes({ from: 'client', text: 'no HTTP at all\r\n' }), [['', note]]);
    assert.deepEqual(
      notes(
        { from: 'client', text: create },
        { from: 'client', text: ping },
        { from: 'engine', text: `no HTTP\r\n${created}` },
        { from: 'client', text: create },
      ),
      [
        ['/containers/create', note],
        ['/_ping', note],
      ],
    );
  });

  it('keeps what the engine said of an error, but for a login', () => {
    const answer = lines('HTTP/1.1 401 Unauthorized', 'Content-Length: 15', '', '{"message":"x"}');
    const asked = (path: string): string => lines(`POST ${path} HTTP/1.1`, 'Host: x', '', '');
    const answersTo = (path: string): unknown =>
      hear([
        { from: 'client', text: asked(path) },
        { from: 'engine', text: answer },
      ]).ended[0]?.answer;
    assert.deepEqual(answersTo('/v1.41/containers/x/start'), { message: 'x' });
    assert.equal(answersTo('/v1.41/auth'), undefined);
  });

  it('tells many lines of progress as what they come to', () => {
    const progress = [
      { status: 'Pulling from library/busybox', id: 'latest' },
      ...[1, 2].map((id) => ({ status: 'Pulling fs layer', id: `l${id}` })),
      ...[1, 2].map((id) => ({
        status: 'Downloading',
        id: `l${id}`,
        progressDetail: { current: id },
      })),
      { status: 'Status: Downloaded newer image for busybox:latest' },
    ];
    const body = progress.map((line) => JSON.stringify(line)).join('\r\n');
    const { ended } = hear([
      {
        from: 'client',
        text: 'POST /images/create?fromImage=busybox&tag=latest HTTP/1.1\r\nHost: x\r\n\r\n',
      },
      {
        from: 'engine',
        text: lines('HTTP/1.1 200 OK', `Content-Length: ${body.length}`, '', body),
      },
    ]);
    assert.deepEqual(ended[0]?.answer, {
      steps: [],
      ran: [],
      left: [],
      said: ['Pulling from library/busybox', 'Status: Downloaded newer image for busybox:latest'],
      loaded: [],
      layers: 2,
      bytes: 3,
    });
    assert.deepEqual(ended[0]?.created, [{ kind: 'image', id: '', name: 'busybox:latest' }]);
  });

  it('tells no secret of a parameter', () => {
    const query = new URLSearchParams({
      buildargs: '{"VERSION":"hunter2"}',
      labels: '{"token":"hunter2"}',
      remote: 'https://me:hunter2@example.com/x.git',
      changes: 'ENV DB_PASSWORD hunter2',
      t: 'site:1',
    });
    const text = `POST /build?${query.toString()} HTTP/1.1\r\nHost: x\r\n\r\n`;
    assert.deepEqual(hear([{ from: 'client', text }]).ended[0]?.query, {
      buildargs: '{"VERSION":"***"}',
      labels: '{"token":"***"}',
      remote: 'https://me:***@example.com/x.git',
      changes: 'ENV DB_PASSWORD ***',
      t: 'site:1',
    });
  });

  it('keeps nothing of a body that is too long, and the end of long progress', () => {
    const body = `{"Image":"${'x'.repeat(2_000_000)}"}`;
    const long = lines(
      'POST /containers/create HTTP/1.1',
      `Content-Length: ${body.length}`,
      '',
      body,
    );
    const id = `sha256:${'ab'.repeat(32)}`;
    const progress = `${'{"stream":"step"}\n'.repeat(50_000)}{"aux":{"ID":"${id}"}}`;
    const { ended } = hear(
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
    assert.equal(ended[0]?.request, undefined);
    assert.deepEqual(ended[1]?.created, [{ kind: 'image', id, name: 'a:latest' }]);
    assert.ok(JSON.stringify(ended[1]).length < 1000);
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
