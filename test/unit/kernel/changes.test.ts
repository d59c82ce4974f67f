import assert from 'node:assert/strict';
import { findHostProcess, processesOf } from '../../../extension/core/kernel/container.ts';
import { describeChange } from '../../../extension/core/kernel/describeChange.ts';
import { diffSnapshots } from '../../../extension/core/kernel/diff.ts';
import type {
  KernelProcess,
  KernelSnapshot,
  NamespaceType,
} from '../../../extension/core/kernel/model.ts';
import { namespacesOf } from '../../../extension/core/kernel/namespaces.ts';

const hostNamespaces = {
  mnt: 1,
  pid: 2,
  net: 3,
  ipc: 4,
  uts: 5,
  user: 6,
  cgroup: 7,
  time: 8,
} satisfies Record<NamespaceType, number>;

const owner = { seen: false, reason: 'nobody asked' } as const;

function processOf(pid: number, parts: Partial<KernelProcess> = {}): KernelProcess {
  return {
    pid,
    parentPid: 1,
    name: 'sh',
    commandLine: ['sh'],
    startTicks: 100 + pid,
    state: 'S',
    userId: 0,
    threads: 1,
    nestedPids: [pid],
    namespaces: { seen: true, value: hostNamespaces },
    cgroups: { '': '/' },
    ...parts,
  };
}

function inNamespaces(own: Partial<Record<NamespaceType, number>>): KernelProcess['namespaces'] {
  return { seen: true, value: { ...hostNamespaces, ...own } };
}

function snapshotOf(
  processes: readonly KernelProcess[],
  cgroups: readonly string[] = ['/'],
): KernelSnapshot {
  return {
    takenAt: 0,
    release: '6.1',
    hostname: 'here',
    bootId: 'boot',
    cgroupMode: 'v2',
    processes,
    namespaces: namespacesOf(processes).map((one) => ({ ...one, owner })),
    cgroups,
  };
}

const sentences = (before: KernelSnapshot, after: KernelSnapshot): readonly string[] =>
  diffSnapshots(before, after).map(describeChange);

describe('the difference of two snapshots', () => {
  it('is empty for the same machine', () => {
    const snapshot = snapshotOf([processOf(1)]);
    assert.deepEqual(diffSnapshots(snapshot, snapshot), []);
  });

  it('tells what a container brought', () => {
    const before = snapshotOf([processOf(1)]);
    const container = processOf(9, {
      name: 'nginx',
      namespaces: inNamespaces({ net: 33, pid: 22 }),
      cgroups: { '': '/docker/x' },
    });
    const after = snapshotOf([processOf(1), container], ['/', '/docker/x']);
    assert.deepEqual(sentences(before, after), [
      'Process 9 (nginx) started.',
      'A new pid namespace: 22.',
      'A new net namespace: 33.',
      'A new cgroup: /docker/x.',
    ]);
    assert.deepEqual(sentences(after, before), [
      'Process 9 (nginx) ended.',
      'The pid namespace 22 is gone.',
      'The net namespace 33 is gone.',
      'The cgroup /docker/x is gone.',
    ]);
  });

  it('tells that a process moved and entered a namespace', () => {
    const before = snapshotOf([processOf(1), processOf(9)]);
    const moved = processOf(9, {
      namespaces: inNamespaces({ uts: 55 }),
      cgroups: { '': '/limited' },
    });
    assert.deepEqual(sentences(before, snapshotOf([processOf(1), moved])), [
      'Process 9 (sh) moved to the cgroup /limited.',
      'Process 9 (sh) entered the uts namespace 55.',
      'A new uts namespace: 55.',
    ]);
  });

  it('takes a PID that was used again for another process', () => {
    const before = snapshotOf([processOf(9)]);
    const after = snapshotOf([processOf(9, { startTicks: 5000, name: 'new' })]);
    assert.deepEqual(sentences(before, after), [
      'Process 9 (new) started.',
      'Process 9 (sh) ended.',
    ]);
  });

  it('does not take "not visible" for a change', () => {
    const hidden = processOf(9, { namespaces: { seen: false, reason: 'no' } });
    const changes = diffSnapshots(
      snapshotOf([processOf(1), processOf(9)]),
      snapshotOf([processOf(1), hidden]),
    );
    assert.deepEqual(changes, []);
  });

  it('shows a name that would move the cursor with marks', () => {
    const hostile = processOf(9, { name: '\u001b[2J\n\u202ex' });
    const [sentence] = sentences(snapshotOf([]), snapshotOf([hostile]));
    assert.equal(sentence, 'Process 9 (\u{fffd}[2J\u{fffd}\u{fffd}x) started.');
  });
});

describe('the processes of a container', () => {
  const pidsOf = (snapshot: KernelSnapshot, pid: number): readonly number[] =>
    processesOf(snapshot, pid).map((process) => process.pid);

  it('are those in its cgroup and below it', () => {
    const snapshot = snapshotOf([
      processOf(1),
      processOf(5, { cgroups: { '': '/docker/ab' } }),
      processOf(6, { cgroups: { '': '/docker/ab/init.scope' } }),
      processOf(7, { cgroups: { '': '/docker/abc' } }),
    ]);
    assert.deepEqual(pidsOf(snapshot, 5), [5, 6]);
  });

  it('go by the memory hierarchy on v1', () => {
    const snapshot = snapshotOf([
      processOf(5, { cgroups: { memory: '/docker/a', '': '/' } }),
      processOf(6, { cgroups: { memory: '/docker/a', '': '/' } }),
      processOf(7, { cgroups: { memory: '/', '': '/' } }),
    ]);
    assert.deepEqual(pidsOf(snapshot, 5), [5, 6]);
  });

  it('are those in its PID namespace where it has no cgroup of its own', () => {
    const snapshot = snapshotOf([
      processOf(1),
      processOf(5, { namespaces: inNamespaces({ pid: 22 }) }),
      processOf(6, { namespaces: inNamespaces({ pid: 22 }) }),
    ]);
    assert.deepEqual(pidsOf(snapshot, 5), [5, 6]);
  });

  it('are none when the first process is gone', () => {
    assert.deepEqual(pidsOf(snapshotOf([processOf(1)]), 5), []);
  });
});

describe('the process that stands for the machine', () => {
  it('is the lowest one that may be looked at', () => {
    const hidden = processOf(1, { namespaces: { seen: false, reason: 'no' } });
    const inside = processOf(3, { nestedPids: [3, 1] });
    assert.equal(findHostProcess(snapshotOf([processOf(9), inside, hidden, processOf(4)]))?.pid, 4);
  });
});
