import assert from 'node:assert/strict';
import type { IsolationColumn, IsolationProcess } from '../../../webviews/isolation/protocol.ts';
import { findSharing } from '../../../webviews/isolation/page/sharing.ts';
import { treeRows } from '../../../webviews/isolation/page/tree.ts';
import { formatBytes, formatNumber } from '../../../webviews/shared/format.ts';

describe('who shares a namespace', () => {
  it('is told apart as the host’s, private, and groups with letters', () => {
    const columns = [column('host', 1), column('a', 10), column('b', 20), column('c', 10)];
    const net = findSharing([...columns, column('d', 1), column('e', 30), column('f', 30)]).net;
    assert.deepEqual(
      net.map((cell) =>
        cell.kind === 'group' ? `${cell.letter} ${cell.others.join()}` : cell.kind,
      ),
      ['first', 'A c', 'private', 'A a', 'first', 'B f', 'B e'],
    );
  });

  it('is never between two kernels, however equal the numbers', () => {
    const guest = (id: string, inode: number) => column(id, inode, 'guest:alpha');
    const { net } = findSharing([
      ...[column('host', 1), column('a', 10)],
      ...[guest('guest:alpha', 1), guest('b', 1), guest('c', 10)],
    ]);
    assert.deepEqual(
      net.map(({ kind }) => kind),
      ['first', 'private', 'first', 'first', 'private'],
    );
  });

  it('is not guessed where namespaces are not visible', () => {
    const hidden = { ...column('a', 1), namespaces: { seen: false as const, reason: 'forbidden' } };
    assert.deepEqual(findSharing([column('host', 1), hidden]).pid[1], {
      kind: 'hidden',
      reason: 'forbidden',
    });
  });
});

describe('the process tree', () => {
  const processes = [process(1, 0), process(2, 1), process(3, 2), process(9, 8)];
  const pids = (closed: string[], filter?: number) =>
    treeRows(processes, new Set(closed), ({ pid }) => pid === filter, filter !== undefined).map(
      ({ process: { pid }, level }) => `${pid}@${level}`,
    );

  it('has parents before children, and those without a listed parent at the top', () => {
    assert.deepEqual(pids([]), ['1@1', '2@2', '3@3', '9@1']);
  });

  it('leaves out what is under a closed process', () => {
    assert.deepEqual(pids(['pid:2']), ['1@1', '2@2', '9@1']);
  });

  it('keeps the way to what a filter finds, also below a closed process', () => {
    assert.deepEqual(pids(['pid:2'], 3), ['1@1', '2@2', '3@3']);
  });
});

describe('numbers on the screen', () => {
  const cases: [number, string][] = [
    [0, '0 B'],
    [1023, '1023 B'],
    [1536, '1.5 KiB'],
    [64 * 2 ** 20, '64 MiB'],
    [10 * 2 ** 30, '10 GiB'],
  ];
  for (const [bytes, text] of cases) {
    it(`${bytes} bytes read ${text}`, () => assert.equal(formatBytes(bytes), text));
  }

  it('have at most the digits that matter', () => {
    assert.deepEqual([0.257, 12.34, 4026.4, 3].map(formatNumber), ['0.26', '12.3', '4026', '3']);
  });
});

function column(
  id: string,
  inode: number,
  kernel: IsolationColumn['kernel'] = 'host',
): IsolationColumn {
  const value = { mnt: inode, pid: inode, net: inode, ipc: inode, uts: inode };
  return {
    id,
    kind: id === 'host' ? 'host' : id === kernel ? 'guest' : 'container',
    kernel,
    title: id,
    subtitle: '',
    isOwned: false,
    pid: 1,
    namespaces: { seen: true, value: { ...value, user: inode, cgroup: inode, time: inode } },
    kernelRelease: '',
  };
}

function process(pid: number, parentPid: number): IsolationProcess {
  const nothing = { name: '', commandLine: '', userId: 0, columnId: '', cgroup: '' };
  return { kernel: 'host', pid, parentPid, insidePid: pid, ...nothing };
}
