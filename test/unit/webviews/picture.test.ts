import assert from 'node:assert/strict';
import { drawGuest, drawPicture, listProcesses } from '../../../webviews/isolation/picture.ts';
import { containerFacts, kernelProcess, kernelSnapshot, seen, unseen } from '../../fakes/facts.ts';

const cgroups = (path: string) => ({ '': path, memory: path });

describe('the picture of isolation', () => {
  it('has a column for the host and for each running container, the owned ones first', () => {
    const { columns } = drawPicture(
      [
        containerFacts({ id: 'old', name: 'old', pid: 100 }),
        containerFacts({ id: 'mine', name: 'mine', pid: 200, createdAt: '2026-02-01T00:00:00Z' }),
        containerFacts({ id: 'stopped', name: 'stopped', pid: 0, state: 'exited' }),
      ],
      kernelSnapshot(
        kernelProcess(),
        kernelProcess({ pid: 200, cgroups: cgroups('/docker/mine') }),
      ),
      ({ id }) => id === 'mine',
    );
    assert.deepEqual(
      columns.map(({ title, isOwned, pid }) => [title, isOwned, pid]),
      [
        ['Host', false, 1],
        ['mine', true, 200],
        ['old', false, 100],
      ],
    );
  });

  it('gives a process to the container whose cgroup it is in, or in one below it', () => {
    const { ownerOf } = drawPicture(
      [containerFacts()],
      kernelSnapshot(
        kernelProcess(),
        kernelProcess({ pid: 101, parentPid: 50, cgroups: cgroups('/docker/c0ffee/made/inside') }),
        kernelProcess({ pid: 102, parentPid: 1, cgroups: cgroups('/docker/c0ffee-not') }),
      ),
      () => false,
    );
    assert.deepEqual(
      [...ownerOf],
      [
        [100, 'c0ffee'],
        [101, 'c0ffee'],
      ],
    );
  });

  it('gives a process to its parent’s container where the cgroup does not tell', () => {
    const { ownerOf } = drawPicture(
      [containerFacts()],
      kernelSnapshot(
        kernelProcess({ cgroups: cgroups('/') }),
        kernelProcess({ pid: 101, parentPid: 100, cgroups: cgroups('/') }),
        kernelProcess({ pid: 102, parentPid: 101, cgroups: cgroups('/') }),
      ),
      () => false,
    );
    assert.deepEqual([...ownerOf.keys()], [100, 101, 102]);
  });

  it('ends also when parents form a circle', () => {
    const { ownerOf } = drawPicture(
      [],
      kernelSnapshot(
        kernelProcess({ pid: 101, parentPid: 102 }),
        kernelProcess({ pid: 102, parentPid: 101 }),
      ),
      () => false,
    );
    assert.equal(ownerOf.size, 0);
  });

  it('gives what has left the namespaces of an owned container a column beside it, each set once', () => {
    const other = seen({ ...namespaces, uts: 55 });
    const stray = (pid: number) =>
      kernelProcess({ pid, parentPid: 100, name: 'bash', namespaces: other });
    const snapshot = kernelSnapshot(kernelProcess(), stray(103), stray(102));
    const { columns, ownerOf } = drawPicture(
      [containerFacts()],
      snapshot,
      ({ id }) => id === 'c0ffee',
    );
    assert.deepEqual(
      columns.map(({ id, kind, title, subtitle }) => [id, kind, title, subtitle]),
      [
        ['host', 'host', 'Host', 'host'],
        ['c0ffee', 'container', 'site', 'busybox'],
        ['pid:102', 'process', 'bash', 'in site'],
      ],
    );
    assert.equal(ownerOf.get(103), 'pid:102');
    const others = drawPicture([containerFacts()], snapshot, () => false);
    assert.equal(others.columns.length, 2, 'a stranger’s container is left alone');
  });

  it('has a column for a guest, without the threads of its kernel', () => {
    const snapshot = kernelSnapshot(
      kernelProcess({ pid: 2, parentPid: 0, name: 'kthreadd', commandLine: [] }),
      kernelProcess({ pid: 30, parentPid: 2, name: 'kworker', commandLine: [] }),
      kernelProcess({ pid: 40, namespaces: seen(namespaces) }),
      kernelProcess({ pid: 41, namespaces: seen({ ...namespaces, net: 33 }) }),
    );
    const picture = drawGuest('alpha', snapshot);
    assert.deepEqual(
      picture.columns.map(({ id, kernel, pid }) => [id, kernel, pid]),
      [
        ['guest:alpha', 'guest:alpha', 1],
        ['guest:alpha/pid:41', 'guest:alpha', 41],
      ],
    );
    const pids = (areAllIncluded: boolean) =>
      listProcesses('guest:alpha', picture, snapshot, areAllIncluded).map(({ pid }) => pid);
    assert.deepEqual(pids(false), [1, 40, 41]);
    assert.deepEqual(pids(true), [1, 2, 30, 40, 41]);
  });

  it('says why namespaces are not visible', () => {
    const [, forbidden, gone] = drawPicture(
      [containerFacts(), containerFacts({ id: 'gone', pid: 999 })],
      kernelSnapshot(kernelProcess({ namespaces: unseen })),
      () => false,
    ).columns;
    assert.deepEqual(forbidden?.namespaces, unseen);
    assert.deepEqual(gone?.namespaces, {
      seen: false,
      reason: 'its first process is not visible',
    });
  });

  it('lists the host’s processes only when asked, with the PID that each has inside', () => {
    const snapshot = kernelSnapshot(
      kernelProcess({ nestedPids: [100, 7, 1], namespaces: seen(namespaces) }),
    );
    const picture = drawPicture([containerFacts()], snapshot, () => false);
    const own = listProcesses('host', picture, snapshot, false);
    assert.deepEqual(
      own.map(({ pid, insidePid, columnId }) => [pid, insidePid, columnId]),
      [[100, 1, 'c0ffee']],
    );
    const all = listProcesses('host', picture, snapshot, true);
    assert.deepEqual(
      all.map(({ pid, columnId }) => [pid, columnId]),
      [
        [1, 'host'],
        [100, 'c0ffee'],
      ],
    );
  });
});

const namespaces = { mnt: 1, pid: 2, net: 3, ipc: 4, uts: 5, user: 6, cgroup: 7, time: 8 };
