import assert from 'node:assert/strict';
import { attribute } from '../../../extension/core/recorder/attribution/attribute.ts';
import { happens } from './happens.ts';

describe('a command right after another', () => {
  it('has no program of the one before, though both lines name it', () => {
    const shell = { pid: 10, creator: 1, parentPid: 1, name: 'bash', args: ['bash'] };
    const { programs, beganAt } = attribute({
      line: 'docker run -d busybox',
      startedAt: 1_000,
      notBefore: 960,
      processes: new Map([[10, shell]]),
      events: [
        ...happens.runs(900, 10, 11, '/usr/bin/docker'),
        happens.exit(955, 11, 'docker'),
        ...happens.runs(980, 10, 12, '/usr/bin/docker'),
      ],
      place: { kind: 'host', shell: 10 },
      containers: new Set(),
      execs: new Set(),
      windows: [],
      foreign: [],
    });
    assert.deepEqual(
      programs.map(({ pid }) => pid),
      [12],
    );
    assert.equal(beganAt, 980);
  });
});
