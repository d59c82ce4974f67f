import assert from 'node:assert/strict';
import { attribute } from '../../../extension/core/recorder/attribution/attribute.ts';
import type { KnownProcess } from '../../../extension/core/recorder/attribution/processes.ts';
import type { TapeEvent } from '../../../extension/core/kernel/tape/tapeEvent.ts';
import { happens } from './happens.ts';

const own = 'a'.repeat(64);
const exec = 'e'.repeat(64);

describe('a shim that a command brought about', () => {
  it('and what makes its container is the command’s; a program that somebody else runs in it is not', () => {
    const known = (pid: number, name: string, parentPid = 1): [number, KnownProcess] => [
      pid,
      { pid, creator: parentPid, parentPid, name, args: [name] },
    ];
    const runs = (at: number, by: number, child: number, ...args: string[]): readonly TapeEvent[] =>
      happens
        .runs(at, by, child, args[0] ?? '')
        .map((event) => (event.kind === 'exec' ? { ...event, args } : event));
    const shim = '/usr/bin/containerd-shim-runc-v2';
    const { programs } = attribute({
      line: 'docker run -d busybox',
      startedAt: 1_000,
      processes: new Map([known(10, 'bash'), known(20, 'dockerd'), known(21, 'containerd', 20)]),
      events: [
        ...runs(1_100, 21, 30, shim, '-id', own, 'start'),
        ...runs(1_110, 30, 31, shim, '-id', own),
        ...runs(1_120, 31, 32, '/usr/sbin/runc', 'create', own),
        ...runs(1_500, 31, 33, '/usr/sbin/runc', 'exec', '--pid-file', `/${own}/${exec}.pid`, own),
      ],
      place: { kind: 'host', shell: 10 },
      containers: new Set([own]),
      execs: new Set(),
      windows: [{ from: 1_000, to: 2_000, container: own }],
      foreign: [],
    });
    assert.deepEqual(
      programs.map(({ path, args }) => [path, args?.[1]]),
      [
        [shim, '-id'],
        [shim, '-id'],
        ['/usr/sbin/runc', 'create'],
      ],
    );
  });
});
