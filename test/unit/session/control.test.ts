import assert from 'node:assert/strict';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { Duplex } from 'node:stream';
import { join } from 'node:path';
import { isError, sessionNotReached } from '../../../extension/core/base/errors.ts';
import { silentLog } from '../../../extension/core/base/log.ts';
import { headOf } from '../../../extension/core/recorder/recording.ts';
import { RemoteSession } from '../../../extension/core/session/control/client.ts';
import { ControlServer, type Served } from '../../../extension/core/session/control/server.ts';
import type { SessionState } from '../../../extension/core/session/state.ts';
import { apiCall, fakeRecording } from '../../fakes/recordings.ts';

const state: SessionState = {
  sessionId: 's',
  labId: 'tiny',
  title: 'A volume',
  step: 0,
  steps: [],
  vars: {},
  engine: { status: 'up' },
  owned: [],
  vms: [],
  folder: '/nowhere',
};

const kept = fakeRecording('docker ps', [apiCall('GET /containers/json', 200)]);

describe('the control socket of a session', () => {
  const signal = AbortSignal.timeout(1_500_000);
  let folder: string;
  let path: string;
  let asked: string[];
  let session: Served;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'isolab-control-'));
    path = join(folder, 'c.sock');
    asked = [];
    session = {
      state,
      checkNow: async () => void asked.push('check'),
      answer: async (question, text) => void asked.push(`${question}=${text}`),
      hint: async (task) => void asked.push(`hint ${task}`),
      goTo: async (step) => void asked.push(`step ${step}`),
      changeMachine: async (kind) => void asked.push(`on ${kind}`),
      keepLadder: async ({ rungs }) => void asked.push(`${rungs.length} rungs`),
      vm: async ({ do: what, name }, report) => {
        asked.push(`${what} ${name}`);
        report('half of it');
        return { said: ['done'] };
      },
      openConsole: async () => {
        throw sessionNotReached('there is no console');
      },
      recorder: {
        recordings: [headOf(kept)],
        recording: async (id) => (id === kept.id ? kept : undefined),
      },
    };
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  const open = async (): Promise<ControlServer> => {
    const control = await ControlServer.open(path, silentLog);
    control.serve(session);
    return control;
  };

  it('lets another process do what the learner may do, and tells it the state', async () => {
    await using _ = await open();
    await using remote = await RemoteSession.reach(path, signal);
    await remote.checkNow();
    await remote.answer('driver', 'local\nor not');
    await remote.hint('made');
    await remote.goTo(1);
    assert.deepEqual(asked, ['check', 'driver=local\nor not', 'hint made', 'step 1']);
    assert.deepEqual(remote.state, state);
  });

  it('gives what was recorded', async () => {
    await using _ = await open();
    await using remote = await RemoteSession.reach(path, signal);
    assert.deepEqual(await remote.recordings(), [headOf(kept)]);
    assert.deepEqual(await remote.recording(kept.id), kept);
    assert.equal(await remote.recording('another'), undefined);
  });

  it('tells meanwhile what goes on with a VM, and at the end what was done', async () => {
    await using _ = await open();
    await using remote = await RemoteSession.reach(path, signal);
    const heard: string[] = [];
    const request = { do: 'migrate', name: 'alpha' } as const;
    const answer = await remote.vm(request, (message) => heard.push(message), signal);
    assert.deepEqual([heard, answer.said, asked], [['half of it'], ['done'], ['migrate alpha']]);
  });

  it('lets go of what is done to a VM when whoever asked goes away', async () => {
    const gone = new Promise<void>((resolve) => {
      session.vm = (_, report, abort) => {
        abort.addEventListener('abort', () => resolve());
        report('begun');
        return new Promise<never>((__, reject) => {
          abort.addEventListener('abort', () => reject(new Error('cancelled')));
        });
      };
    });
    await using _ = await open();
    await using remote = await RemoteSession.reach(path, signal);
    const cancel = new AbortController();
    const request = { do: 'migrate', name: 'alpha' } as const;
    await assert.rejects(remote.vm(request, () => cancel.abort(), cancel.signal));
    await gone;
  });

  it('joins a terminal and a console, both ways', async () => {
    const [guest, inside] = duplexPair();
    const left = new Promise((resolve) => guest.once('close', resolve));
    inside.on('data', (bytes: Buffer) => inside.write(`guest heard ${bytes.toString()}`));
    let size = '';
    session.openConsole = async (vm, number = 1) => ({
      number,
      stream: guest,
      resize: async (rows, columns) => void (size = `${vm} ${rows}x${columns}`),
      [Symbol.dispose]: () => void guest.destroy(),
    });
    await using _ = await open();
    await using remote = await RemoteSession.reach(path, signal);
    {
      using console = await remote.openConsole('alpha', undefined, signal);
      console.stream.write('ls');
      const heard = once(console.stream, 'data', { signal });
      console.stream.resume();
      const [bytes] = (await heard) as [Buffer];
      assert.equal(bytes.toString(), 'guest heard ls');
      await console.resize(40, 120);
      assert.equal(size, 'alpha 40x120');
    }
    await left;
  });

  it('passes on why something could not be done', async () => {
    session.answer = () => Promise.reject(sessionNotReached('the engine is away'));
    await using _ = await open();
    await using remote = await RemoteSession.reach(path, signal);
    await assert.rejects(remote.answer('driver', 'local'), /the engine is away/);
  });

  it('is for this user only, takes the place of a dead one, and leaves nothing', async () => {
    await writeFile(path, '');
    await chmod(path, 0o777);
    {
      await using _ = await open();
      assert.equal((await stat(path)).mode & 0o777, 0o600);
    }
    await assert.rejects(stat(path), { code: 'ENOENT' });
  });

  const hostile: Readonly<Record<string, string>> = {
    garbage: '\0\x01 no JSON\n',
    'another version': '{"v":2,"ask":"check"}\n',
    'an unknown request': '{"v":1,"ask":"remove"}\n',
    'a wrong type': '{"v":1,"ask":"go-to","step":"../.."}\n',
    'an array': '[]\n',
    'a line without an end': 'x'.repeat(200_000),
  };
  for (const [name, bytes] of Object.entries(hostile)) {
    it(`answers ${name} with an error, and goes on`, async () => {
      await using _ = await open();
      const client = connect(path);
      client.write(bytes);
      const [answer] = (await once(client, 'data', { signal })) as [Buffer];
      assert.match(answer.toString(), /session-not-reached/);
      client.destroy();
      await RemoteSession.reach(path, signal);
      assert.deepEqual(asked, []);
    });
  }

  it('goes on when a client goes away in the middle of its line, or before its answer', async () => {
    await using _ = await open();
    for (const bytes of ['', '{"v":1,', '{"v":1,"ask":"state"}\n']) {
      const client = connect(path);
      await once(client, 'connect');
      await new Promise((done) => client.write(bytes, done));
      client.destroy();
    }
    await RemoteSession.reach(path, signal);
  });

  it('ends with its clients, also with one that never asks', async () => {
    const control = await open();
    const client = connect(path).on('error', () => {});
    await once(client, 'connect');
    const closed = once(client, 'close');
    await control[Symbol.asyncDispose]();
    await closed;
  });

  const deaf: Readonly<Record<string, string>> = {
    'closes at once': '',
    'answers garbage': 'hello\n',
    'answers half a line': '{"v":1,"state":',
    'answers another version': '{"v":2,"state":{"steps":[],"step":0}}\n',
  };
  for (const [name, bytes] of Object.entries(deaf)) {
    it(`is not reached, with a clear error, where a program ${name}`, async () => {
      const server = createServer((client) => client.on('error', () => {}).end(bytes));
      server.listen(path);
      await once(server, 'listening');
      const reached = RemoteSession.reach(path, signal);
      await assert.rejects(reached, (error) => isError(error, 'session-not-reached'));
      server.close();
    });
  }

  it('is not reached where nobody listens', async () => {
    const reached = RemoteSession.reach(path, signal);
    await assert.rejects(reached, (error) => isError(error, 'session-not-reached'));
  });
});

/** Two ends of a wire: what is written at one is read at the other (Node has this from version 22.6). */
function duplexPair(): readonly [Duplex, Duplex] {
  const ends: Duplex[] = [0, 1].map(
    (own) =>
      new Duplex({
        read: () => {},
        write(chunk: Buffer, _, done) {
          ends[1 - own]?.push(chunk);
          done();
        },
      }),
  );
  const [one, other] = ends;
  if (one === undefined || other === undefined) throw new TypeError('two are two');
  return [one, other];
}
