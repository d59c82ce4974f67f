import assert from 'node:assert/strict';
import type { TapeEvent } from '../../../extension/core/kernel/tape/tapeEvent.ts';
import {
  attribute,
  type Attribution,
} from '../../../extension/core/recorder/attribution/attribute.ts';
import type { KnownProcess } from '../../../extension/core/recorder/attribution/processes.ts';
import type { Scene } from '../../../extension/core/recorder/attribution/scene.ts';
import { readScene, sceneFrom } from '../../fixtures/recorder/recordedScene.ts';
import { happens } from './happens.ts';

const own = 'a'.repeat(64);
const foreign = 'b'.repeat(64);

/** The daemon is 20, its containerd 21; the shell is 10, and 30 a container's shim that was there before. */
function scene(events: readonly TapeEvent[], more: Partial<Scene> = {}): Scene {
  const known = (pid: number, name: string, args: readonly string[] = [name]) =>
    [pid, { pid, creator: 1, parentPid: 1, name, args }] as const;
  return {
    line: 'docker run busybox',
    startedAt: 1_000,
    processes: new Map<number, KnownProcess>([
      known(10, 'bash'),
      known(20, 'dockerd'),
      [21, { pid: 21, creator: 20, parentPid: 20, name: 'containerd', args: ['containerd'] }],
      known(30, 'containerd-shim', ['containerd-shim-runc-v2', '-id', own]),
      known(40, 'cron'),
    ]),
    events,
    place: { kind: 'host', shell: 10 },
    containers: new Set([own]),
    execs: new Set(),
    windows: [{ from: 1_000, to: 2_000, container: own }],
    foreign: [],
    ...more,
  };
}

const paths = ({ programs }: Attribution): readonly string[] => programs.map(({ path }) => path);
const calls = ({ kernel }: Attribution): readonly string[] => kernel.map(({ call }) => call);

describe('what a command did, on a tape', () => {
  it('is the client, and across the daemon all that was done for its container', async () => {
    const { scene } = await readScene('run-alone');
    const { programs, kernel } = attribute(scene);
    const [container] = scene.containers;
    const [client, ...rest] = programs;
    assert.equal(client?.name, 'docker');
    assert.equal(client?.container, undefined);
    assert.deepEqual([...new Set(rest.map((each) => each.container))], [container]);
    assert.deepEqual(
      [...new Set(rest.map(({ name }) => name))],
      ['containerd-shim', 'runc', 'exe', 'true'],
    );
    const unshared = kernel.find(({ call }) => call === 'unshare');
    assert.deepEqual(unshared?.flags, ['NEWNS', 'NEWUTS', 'NEWIPC', 'NEWPID', 'NEWNET']);
    for (const wanted of ['cgroup mkdir', 'cgroup attach', 'pivot_root', 'sethostname', 'capset']) {
      assert.ok(calls({ programs, kernel } as Attribution).includes(wanted), wanted);
    }
  });

  it('is nothing of a container that somebody else makes at the same moment', async () => {
    const { recorded, scene } = await readScene('run-beside-another');
    const told = attribute(scene);
    const ids = new Set(recorded.happened.map(({ event }) => event.id));
    const others = [...ids].filter((id) => /^[0-9a-f]{64}$/.test(id) && !scene.containers.has(id));
    const text = JSON.stringify([told.programs, told.kernel]);
    assert.ok(others.length > 0);
    for (const id of others) assert.ok(!text.includes(id), id);
    assert.ok(!text.includes('"foreign"'));
    assert.ok(told.unattributed > 0, 'what the daemon itself did could be for either');
  });

  it('is nothing of another’s program in the same container', async () => {
    const { scene } = await readScene('exec-beside-another');
    const names = attribute(scene).programs.map(({ name }) => name);
    assert.ok(names.includes('hostname'));
    assert.ok(!names.includes('id'));
  });

  it('is the same however late its end is told', async () => {
    const { recorded } = await readScene('run-alone');
    const early = attribute(sceneFrom(recorded));
    const late = attribute(sceneFrom({ ...recorded, endedAt: recorded.endedAt + 5_000 }));
    assert.deepEqual(late.programs, early.programs);
  });

  it('began before it was told, with what the line names', () => {
    const told = attribute(
      scene([
        ...happens.runs(900, 10, 11, '/usr/bin/sed'),
        happens.exit(905, 11, 'sed'),
        ...happens.runs(950, 10, 12, '/usr/bin/docker'),
        happens.exit(990, 12, 'docker'),
      ]),
    );
    assert.deepEqual(paths(told), ['/usr/bin/docker']);
    assert.equal(told.beganAt, 950);
  });

  it('is not what the prompt runs after it', () => {
    const told = attribute(
      scene([
        ...happens.runs(1_010, 10, 11, '/usr/bin/docker'),
        happens.exit(1_500, 11, 'docker'),
        ...happens.runs(1_510, 10, 12, '/usr/bin/git'),
      ]),
    );
    assert.deepEqual(paths(told), ['/usr/bin/docker']);
  });

  it('is what a function or an alias runs, though the line names none of it', () => {
    const events = happens.runs(1_010, 10, 11, '/usr/bin/docker');
    assert.deepEqual(paths(attribute(scene(events, { line: 'dps' }))), ['/usr/bin/docker']);
  });

  it('is what a shim does that was there before, for its container', () => {
    const events = happens.runs(1_010, 30, 31, '/usr/sbin/runc');
    assert.deepEqual(
      attribute(scene(events)).programs.map(({ container }) => container),
      [own],
    );
    assert.deepEqual(paths(attribute(scene(events, { containers: new Set([foreign]) }))), []);
  });

  it('is what the daemon itself did while it worked for nobody else', () => {
    const events = [happens.call(1_100, 20, 'mount'), happens.call(2_100, 20, 'mount')];
    assert.deepEqual(calls(attribute(scene(events))), ['mount']);
    const doubtful = attribute(scene(events, { foreign: [{ from: 1_050, to: 1_200 }] }));
    assert.deepEqual(calls(doubtful), []);
    assert.equal(doubtful.unattributed, 1);
  });

  it('is nothing of another engine on the same machine', () => {
    const second = { pid: 50, creator: 1, parentPid: 1, name: 'dockerd', args: ['dockerd'] };
    const base = scene([happens.call(1_100, 20, 'mount'), happens.call(1_110, 50, 'mount')]);
    const processes = new Map([...base.processes, [50, second]]);
    const told = attribute({ ...base, processes, engine: 20 });
    assert.deepEqual(
      told.kernel.map(({ pid }) => pid),
      [20],
    );
    assert.deepEqual(calls(attribute({ ...base, processes })), []);
  });

  it('is nothing of what goes on beside it on the machine', () => {
    const told = attribute(
      scene([...happens.runs(1_100, 40, 41, '/bin/sh'), happens.call(1_200, 41, 'unshare')]),
    );
    assert.deepEqual([told.programs, told.kernel, told.unattributed], [[], [], 0]);
  });

  it('in a workbench is all that its processes do, and not what comes in from outside', () => {
    const base = scene([
      ...happens.runs(1_100, 60, 61, '/usr/bin/unshare'),
      happens.call(1_110, 61, 'unshare'),
      ...happens.runs(1_200, 30, 62, '/usr/bin/test'),
    ]);
    const shell = { pid: 60, creator: 30, parentPid: 30, name: 'bash', args: [], container: own };
    const told = attribute({
      ...base,
      processes: new Map([...base.processes, [60, shell]]),
      place: { kind: 'workbench', container: own },
      containers: new Set(),
    });
    assert.deepEqual(paths(told), ['/usr/bin/unshare']);
    assert.deepEqual(calls(told), ['clone', 'unshare']);
  });

  it('in a workbench is also what a shell does that has just been opened in it', () => {
    const shell = ['--noprofile', '--rcfile', '/etc/isolab/bashrc', '-i'];
    const base = scene([
      ...happens.runs(1_000, 30, 60, '/usr/bin/runc'),
      happens.moved(1_010, 60, 60, `/docker/${own}`),
      ...happens.runs(1_020, 60, 61, '/usr/bin/bash', ...shell),
      ...happens.runs(1_100, 61, 62, '/usr/bin/unshare'),
      happens.call(1_110, 62, 'unshare'),
      ...happens.runs(1_120, 60, 63, '/usr/bin/test'),
    ]);
    const told = attribute({
      ...base,
      place: { kind: 'workbench', container: own },
      containers: new Set(),
    });
    assert.deepEqual(paths(told), ['/usr/bin/unshare']);
    assert.deepEqual(calls(told), ['clone', 'unshare']);
  });

  it('in a guest is all but what Isolab itself does there', () => {
    const base = scene([
      ...happens.runs(1_100, 10, 11, '/usr/bin/unshare'),
      ...happens.runs(1_200, 70, 71, '/bin/cat'),
      ...happens.runs(1_300, 80, 81, '/sbin/modprobe'),
    ]);
    const agent = { pid: 70, creator: 1, parentPid: 1, name: 'qemu-ga', args: [] };
    const worker = { pid: 80, creator: 2, parentPid: 2, name: 'kworker/0:1', args: [] };
    const threads = { pid: 2, creator: 0, parentPid: 0, name: 'kthreadd', args: [] };
    const told = attribute({
      ...base,
      processes: new Map([...base.processes, [70, agent], [80, worker], [2, threads]]),
      place: { kind: 'guest' },
    });
    assert.deepEqual(paths(told), ['/usr/bin/unshare']);
  });

  it('in a guest is nothing of the command before it', () => {
    const base = scene([
      ...happens.runs(600, 10, 11, '/usr/bin/uname'),
      happens.exit(610, 11, 'uname'),
      ...happens.runs(1_100, 10, 12, '/usr/bin/unshare'),
    ]);
    const told = attribute({ ...base, place: { kind: 'guest' }, notBefore: 700 });
    assert.deepEqual(paths(told), ['/usr/bin/unshare']);
    assert.equal(told.beganAt, 1_000);
  });

  it('in a guest is also what seems to be a moment beside it, for the clocks are two', () => {
    const base = scene([
      ...happens.runs(950, 10, 11, '/usr/bin/uname'),
      happens.exit(960, 11, 'uname'),
      ...happens.runs(2_040, 10, 12, '/usr/bin/unshare'),
    ]);
    const place = { kind: 'guest' } as const;
    const told = attribute({ ...base, place, notBefore: 700, endedAt: 2_000 });
    assert.deepEqual(paths(told), ['/usr/bin/uname', '/usr/bin/unshare']);
  });

  it('folds threads of a program, and says how many', () => {
    const told = attribute(
      scene([
        ...happens.runs(1_010, 10, 11, '/usr/bin/docker'),
        ...[1, 2, 3].map((at) => happens.thread(1_010 + at, 11, 100 + at)),
        happens.call(1_020, 11, 'setns'),
        happens.thread(1_030, 11, 104),
      ]),
    );
    const [, threads, setns] = told.kernel;
    assert.equal(threads?.folded, 4);
    assert.equal(threads?.inside?.length, 4);
    assert.equal(setns?.call, 'setns');
    assert.equal(setns?.folded, undefined);
  });

  it('counts what the kernel could not keep', () => {
    const lost: TapeEvent = { kind: 'lost', at: 1_100, tid: 0, pid: 0, name: '', count: 7 };
    assert.equal(attribute(scene([lost])).lost, 7);
  });
});
