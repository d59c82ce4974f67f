import assert from 'node:assert/strict';
import type { Duplex } from 'node:stream';
import { readdir } from 'node:fs/promises';
import { isError } from '../../extension/core/base/errors.ts';
import { run, type CommandResult } from '../../extension/core/base/run.ts';
import type { Session } from '../../extension/core/session/session.ts';
import { Typist } from '../../extension/core/session/typist.ts';
import { taskOf, until } from '../session/tinyLab.ts';
import { openVmPlace, type VmPlace } from './sessionPlace.ts';

const limit = (): AbortSignal => AbortSignal.timeout(60_000);
const quiet = (): void => {};

describe('a session with a guest', () => {
  let place: VmPlace;
  let session: Session;
  before(async () => {
    place = await openVmPlace('one-guest');
    session = await place.open();
  });
  after(async () => {
    await session[Symbol.asyncDispose]();
    await place[Symbol.asyncDispose]();
  });

  const passed = (id: string) => (state: Session['state']) => taskOf(state, id).status === 'passed';
  const isolab = (...args: readonly string[]): Promise<CommandResult> =>
    run({ ...session.shell(), program: 'isolab', args }, limit());
  const inGuest = async (line: string): Promise<string> => {
    await using typist = await Typist.open(session.openTerminal('alpha'), limit());
    await typist.type(line, false, limit());
    return typist.screen;
  };

  /** Waits until this stands on a terminal. */
  const shows = (stream: Duplex, wanted: RegExp): Promise<void> =>
    new Promise((resolve) => {
      let shown = '';
      const hear = (chunk: Buffer): void => {
        shown += chunk.toString();
        if (!wanted.test(shown)) return;
        stream.off('data', hear);
        resolve();
      };
      stream.on('data', hear);
    });

  it('has it running when it opens, without an engine, and owns it', () => {
    const { vms, owned, engine } = session.state;
    assert.deepEqual(
      vms.map(({ name, status }) => [name, status]),
      [['alpha', 'running']],
    );
    assert.deepEqual(
      owned.map(({ kind, name }) => [kind, name]),
      [['vm', 'alpha']],
    );
    assert.equal(engine.status, 'unused');
  });

  it('hides the VM snapshot that a reset goes back to', () => {
    assert.deepEqual(session.state.vms[0]?.snapshots, []);
    assert.equal(session.vms[0]?.facts.snapshots.length, 1);
  });

  it('ticks what was typed at its console, as soon as the command has ended, and records it', async () => {
    using console = await session.openConsole('alpha', undefined, limit());
    const { stream } = console;
    const line = 'echo kept >note; uname -n';
    const prompted = shows(stream, /\x1b\]633;B\x07/);
    stream.write('\r');
    await prompted;
    const ended = shows(stream, /alpha\r\n[^]*\x1b\]633;D;0\x07/);
    stream.write(`${line}\r`);
    await ended;
    await until(session, passed('hears'), 15_000);
    await session.recorder.settled();
    const [recording] = session.recordings;
    assert.deepEqual(
      [recording?.machine, recording?.command, recording?.exitCode],
      ['alpha', line, 0],
    );
  });

  it('lets isolab in the lab terminal see and change it', async () => {
    const list = await isolab('vm', 'list');
    assert.match(list.stdout, /alpha +running +1 +256 MiB/, list.stderr);
    const shown = await isolab('vm', 'run', 'alpha', '--', 'sh', '-c', 'cat note; exit 7');
    assert.deepEqual([shown.exitCode, shown.stdout], [7, 'kept\n'], shown.stderr);
    const paused = await isolab('vm', 'pause', 'alpha');
    assert.match(paused.stdout, /stand still[^]*QMP: \{"execute":"stop"\}/, paused.stderr);
    await until(session, passed('paused'), 3_000);
    const status = await isolab('--json', 'vm', 'qmp', 'alpha', 'query-status');
    assert.match(status.stdout, /paused/, status.stderr);
    const unknown = await isolab('vm', 'stop', 'beta');
    assert.equal(unknown.exitCode, 3);
    assert.match(unknown.stderr, /There is no VM named "beta"/);
    const wrong = await isolab('vm', 'memory', 'alpha', 'much');
    assert.equal(wrong.exitCode, 2);
  });

  it('resets a step by going back to a VM snapshot, within a second or so', async () => {
    const start = performance.now();
    await session.resetStep();
    const tookMs = performance.now() - start;
    assert.equal(taskOf(session.state, 'hears').status, 'open');
    assert.equal(session.state.vms[0]?.status, 'running');
    assert.ok(tookMs < 15_000, `${tookMs} ms`);
    assert.doesNotMatch(await inGuest('cat note'), /^kept/m);
  });

  it('reads its kernel, also after it went back in time', async () => {
    const probe = session.probeOf('alpha');
    const before = await probe?.snapshot(limit());
    assert.equal(before?.cgroupMode, 'v2');
    await session.vm({ do: 'snapshot-save', name: 'alpha', snapshot: 'now' }, quiet, limit());
    await session.vm({ do: 'snapshot-restore', name: 'alpha', snapshot: 'now' }, quiet, limit());
    const after = await probe?.snapshot(limit());
    assert.equal(after?.bootId, before.bootId);
    assert.ok(after.processes.some(({ name }) => name === 'qemu-ga'));
    const user = after.namespaces.find(({ type }) => type === 'uts');
    assert.ok(user?.owner.seen, JSON.stringify(user));
  });

  it('makes, clones and removes what the learner asks for', async () => {
    const cloned = await isolab('vm', 'clone', 'alpha', 'beta');
    assert.equal(cloned.exitCode, 0, cloned.stderr);
    assert.deepEqual(
      session.state.vms.map(({ name, clonedFrom }) => [name, clonedFrom]),
      [
        ['alpha', undefined],
        ['beta', 'alpha'],
      ],
    );
    await isolab('vm', 'remove', 'beta');
    assert.equal(session.state.owned.length, 1);
  });

  it('gives each who sits down a console of their own, and takes nobody’s away', async () => {
    using first = await session.openConsole('alpha', undefined, limit());
    using second = await session.openConsole('alpha', undefined, limit());
    assert.deepEqual([first.number, second.number], [1, 2]);
    await assert.rejects(session.openConsole('alpha', 1, limit()), (error) =>
      isError(error, 'console-taken'),
    );
  });

  it('finds it again after the lab was closed, and goes on with it', async () => {
    const pid = session.state.vms[0]?.process?.pid;
    await session[Symbol.asyncDispose]();
    session = await place.open();
    assert.equal(session.state.vms[0]?.process?.pid, pid);
    // It does so at once, but for a guest that takes long to answer.
    await until(session, ({ vms }) => vms[0]?.status === 'running', 60_000);
    assert.match(await inGuest('uname -n'), /alpha/);
  });

  it('leaves nothing when it is removed', async () => {
    const pid = session.state.vms[0]?.process?.pid ?? 0;
    await session.remove();
    assert.deepEqual(await readdir(place.root), []);
    assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
  });
});
