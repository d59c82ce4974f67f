import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { readArguments } from '../../../extension/core/kernel/tape/arguments.ts';
import { describeBlindSpots, describeRefusal } from '../../../extension/core/kernel/tape/absent.ts';
import { TapeClock } from '../../../extension/core/kernel/tape/clock.ts';
import { TapeDecoder } from '../../../extension/core/kernel/tape/decoder.ts';
import { parseTapeLine } from '../../../extension/core/kernel/tape/line.ts';
import type { SystemCall, TapeEvent } from '../../../extension/core/kernel/tape/tapeEvent.ts';

const load = (name: string): string =>
  readFileSync(join(import.meta.dirname, '../../fixtures/kernel/tape', name), 'latin1');

/** What is told of these lines, by a clock that agrees with this machine's. */
function decode(text: string, decoder = new TapeDecoder(new TapeClock())): readonly TapeEvent[] {
  return text.split('\n').flatMap((line) => {
    if (line === '') return [];
    const parsed = parseTapeLine(line);
    return parsed ? decoder.take(parsed) : [decoder.lose(1)];
  });
}

/** An event in short: who, and what. */
function brief(event: TapeEvent): string {
  const who = `${event.name} ${event.pid}`;
  switch (event.kind) {
    case 'exec':
      return `${who} runs ${event.path}`;
    case 'exit':
      return `${who} ends`;
    case 'clone':
      return `${who} makes ${event.isThread ? 'thread' : 'process'} ${event.child}: ${event.flags.join('|')}`;
    case 'call': {
      const args = Object.entries(event.args).map(([name, value]) => `${name} ${value}`);
      return `${who} ${event.call}(${args.join(', ')}) = ${event.error ?? event.result ?? '?'}`;
    }
    case 'cgroup':
      return `${who} ${event.what} ${event.hierarchy}:${event.path} ${event.moved?.pid ?? ''}`.trim();
    case 'oom':
      return `${who} lacks memory: ${event.victim}`;
    case 'lost':
      return `lost ${event.count}`;
  }
}

describe('A tape of Linux 6.1', () => {
  const told = decode(load('linux-6.1.txt')).map(brief);

  it('tells a container made by hand', () => {
    assert.deepEqual(
      told.filter((line) => /^\w+ (145|146|147) /.test(line)),
      [
        'unshare 145 runs /usr/bin/unshare',
        'unshare 145 unshare(flags NEWNS|NEWUTS|NEWPID) = 0',
        'unshare 145 makes process 146: CHILD_CLEARTID|CHILD_SETTID',
        'unshare 146 mount(filesystemtype NULL, mountflags REC|PRIVATE, data NULL) = 0',
        'sh 146 runs /usr/bin/sh',
        'sh 146 makes process 147: VM|VFORK',
        'hostname 147 runs /usr/bin/hostname',
        'hostname 147 sethostname(len 5) = 0',
        'hostname 147 ends',
        'sh 146 makes process 148: VM|VFORK',
        'sh 146 makes process 151: VM|VFORK',
        'sh 146 makes process 153: VM|VFORK',
        'sh 146 ends',
        'unshare 145 ends',
      ],
    );
    assert.ok(told.includes('chroot 153 chroot() = ENOENT'));
  });

  it('tells cgroups, privileges given up, and a kill for memory', () => {
    for (const line of [
      'mkdir 154 mkdir 0:/rec',
      'sh 156 attach 0:/rec 156',
      'setpriv 157 prctl(op SET_NO_NEW_PRIVS, value 1) = 0',
      'python3 160 lacks memory: 160',
      'python3 160 ends',
    ]) {
      assert.ok(told.includes(line), line);
    }
    assert.ok(!told.some((line) => line.startsWith('lost')));
  });
});

describe('A tape of Linux 6.18', () => {
  const events = decode(load('linux-6.18.txt'));
  const told = events.map(brief);
  const container = '29098';

  it('tells how Docker makes a container', () => {
    const own = told.filter((line) => line.includes(container) && !line.includes('CAPBSET'));
    for (const line of [
      'runc:[1:CHILD] 29097 makes process 29098: PARENT',
      'runc:[2:INIT] 29098 pivot_root() = 0',
      'runc:[2:INIT] 29098 sethostname(len 12) = 0',
      'runc:[2:INIT] 29098 prctl(op SET_SECCOMP, mode FILTER) = 0',
      'runc:[2:INIT] 29098 capset() = 0',
      'true 29098 runs /bin/true',
      'true 29098 ends',
    ]) {
      assert.ok(own.includes(line), line);
    }
    assert.ok(
      told.includes('runc:[1:CHILD] 29097 unshare(flags NEWNS|NEWUTS|NEWIPC|NEWPID|NEWNET) = 0'),
    );
    assert.ok(
      told.includes(
        'runc 29088 seccomp(operation SET_MODE_FILTER, flags TSYNC, args NULL) = EFAULT',
      ),
    );
    assert.ok(!told.some((line) => line.startsWith('lost')));
  });

  it('gives a thread’s deeds to its process, and ends a process with its last thread', () => {
    const shim = events.filter((event) => event.pid === 29072);
    assert.ok(shim.some((event) => event.kind === 'clone' && event.tid === 29075));
    assert.equal(shim.filter(({ kind }) => kind === 'exit').length, 1);
  });

  it('tells what a filter answered in the place of the kernel', () => {
    const [mount] = events.filter(
      (e) => e.kind === 'call' && e.tid === 29330 && e.call === 'mount',
    );
    assert.ok(mount?.kind === 'call');
    assert.deepEqual(
      [mount.isFiltered, mount.error, mount.args, mount.name],
      [true, 'EPERM', {}, 'mount'],
    );
  });
});

describe('A line of a tape', () => {
  const check = (line: string, expected: string): void => {
    it(`is understood: ${line.slice(0, 70)}`, () =>
      assert.deepEqual(decode(line).map(brief), [expected]));
  };

  // As kernel/trace/trace_output.c of Linux 5.10 writes them: four flags, and the width of the PID.
  check(
    '           <...>-1977    [000] .... 17284.993652: task_newtask: pid=1980 comm=sh clone_flags=1200011 oom_score_adj=0',
    ' 1977 makes process 1980: CHILD_CLEARTID|CHILD_SETTID',
  );
  check(
    '           mkdir-16      [011] .... 17284.993652: cgroup_mkdir: root=0 id=4311 level=2 path=/docker/a b',
    'mkdir 16 mkdir 0:/docker/a b',
  );
  check(
    '           mkdir-16      (     16) [001] .... 17284.993652: cgroup_rmdir: root=3 id=4311 level=2 path=/x',
    'mkdir 16 rmdir 3:/x',
  );
  // Without the column of flags, and names that look like what follows them.
  check(
    ' a-1 [000] x: -12-99 [003] 1.000002: sched_process_exec: filename=/a pid=1 old_pid=1 pid=99 old_pid=99',
    'a-1 [000] x: -12 99 runs /a pid=1 old_pid=1',
  );
  check(
    '   (sd-executor)-21      [000] d..1.   1.000002: sched_process_exit: comm=(sd-executor) pid=21 prio=120',
    '(sd-executor) 21 ends',
  );
  check(
    '           stress-77     [000] .....   2.5: mark_victim: pid=78',
    'stress 77 lacks memory: 78',
  );
  check('CPU:3 [LOST 4711 EVENTS]', 'lost 4711');
  check('CPU:3 [LOST EVENTS]', 'lost 1');
  check('after a line end in a path pid=3 old_pid=3', 'lost 1');

  it('tells an error of a kernel with 32 bits as one with 64 does', () => {
    for (const result of ['0xffffffffffffffff', '0xffffffff']) {
      const line = parseTapeLine(`  sh-9 [000] .....  1.0: sys_setns -> ${result}`);
      assert.equal(line?.kind === 'leave' && line.result, -1);
    }
  });
});

describe('The arguments of a call', () => {
  const check = (call: SystemCall, text: string, expected: Record<string, string> | undefined) => {
    it(`are named: ${call} ${text}`, () => assert.deepEqual(readArguments(call, text), expected));
  };

  check('unshare', 'unshare_flags: 0x7e020080', {
    flags: 'NEWTIME|NEWNS|NEWCGROUP|NEWUTS|NEWIPC|NEWUSER|NEWPID|NEWNET',
  });
  check('setns', 'fd: 0x2f, flags: 0x40000000', { fd: '47', nstype: 'NEWNET' });
  check('setns', 'fd: 3, nstype: 0', { fd: '3', nstype: '0' });
  check('mount', 'dev_name: 0, dir_name: 55a, type: 0, flags: c0ed0021, data: 0', {
    source: 'NULL',
    filesystemtype: 'NULL',
    mountflags: 'RDONLY|REMOUNT',
    data: 'NULL',
  });
  // As kernel/trace/trace_syscalls.c of Linux 6.19 writes them.
  check(
    'mount',
    'dev_name: 0x7ffc7a "proc", dir_name: 0x55d1 "/mnt/a, flags: 0x1", type: 0x7f "proc", flags: 0x0000000e, data: 0x00000000',
    {
      source: 'proc',
      target: '/mnt/a, flags: 0x1',
      filesystemtype: 'proc',
      mountflags: 'NOSUID|NODEV|NOEXEC',
      data: 'NULL',
    },
  );
  check('pivot_root', 'new_root: 0xc000 ".", put_old: 0xc001 "."', { new_root: '.', put_old: '.' });
  check('umount2', 'name: 0x7ff "/old root", flags: 0x0000000a (MNT_DETACH|UMOUNT_NOFOLLOW)', {
    target: '/old root',
    flags: 'DETACH|NOFOLLOW',
  });
  check('open_tree', 'dfd: 0xffffff9c, filename: 0x5, flags: 0x89001', {
    dirfd: 'AT_FDCWD',
    flags: 'CLONE|EMPTY_PATH|RECURSIVE|CLOEXEC',
  });
  check('fsopen', '_fs_name: 0x5 "overlay", flags: 1', { fsname: 'overlay', flags: 'CLOEXEC' });
  check('fsconfig', 'fd: 5, cmd: 6, _key: 0, _value: 0, aux: 0', {
    fd: '5',
    cmd: 'CMD_CREATE',
    key: 'NULL',
    value: 'NULL',
    aux: '0',
  });
  check('fsmount', 'fs_fd: 5, flags: 1, attr_flags: 0x2f', {
    fsfd: '5',
    flags: 'CLOEXEC',
    attr_flags: 'RDONLY|NOSUID|NODEV|NOEXEC|STRICTATIME',
  });
  check(
    'move_mount',
    'from_dfd: 6, from_pathname: 0x1, to_dfd: 0xffffffffffffff9c, to_pathname: 0x2, flags: 4',
    { from_dirfd: '6', to_dirfd: 'AT_FDCWD', flags: 'F_EMPTY_PATH' },
  );
  check('mount_setattr', 'dfd: 6, path: 0x1, flags: 0x9000, uattr: 0x7f, usize: 0x20', {
    dirfd: '6',
    flags: 'EMPTY_PATH|RECURSIVE',
  });
  check('chroot', 'filename: 0x7ff', {});
  check('capset', 'header: 0xc0000ba990, data: 0xc0000ba998', {});
  check('seccomp', 'op: 1, flags: 0x11, uargs: 0xc0', {
    operation: 'SET_MODE_FILTER',
    flags: 'TSYNC|TSYNC_ESRCH',
  });
  check('seccomp', 'op: 2, flags: 0, uargs: 0x7ffd', undefined);
  check('prctl', 'option: 0x18, arg2: 0x15, arg3: 0, arg4: 0, arg5: 0', {
    op: 'CAPBSET_DROP',
    cap: 'SYS_ADMIN',
  });
  check('prctl', 'option: 2f, arg2: 4, arg3: 0, arg4: 0, arg5: 0', {
    op: 'CAP_AMBIENT',
    subop: 'CLEAR_ALL',
    cap: 'CHOWN',
  });
  check('prctl', 'option: 2f, arg2: 1, arg3: 0, arg4: 0, arg5: 0', undefined);
  check('prctl', 'option: f, arg2: fa839d8, arg3: 0, arg4: 0, arg5: 0', undefined);
  check('unshare', 'unshare_flags: 0x2000000000020000', { flags: 'NEWNS|0x2000000000000000' });
});

describe('What a tape cannot know', () => {
  const at = (seconds: number, rest: string): string =>
    `  sh-9 [000] ..... ${seconds.toFixed(6)}: ${rest}`;

  it('is told as a call that did not return', () => {
    const unshare = at(1, 'sys_unshare(unshare_flags: 0x20000)');
    const ends = at(2, 'sched_process_exit: comm=sh pid=9 prio=120');
    assert.deepEqual(decode([unshare, ends].join('\n')).map(brief), [
      'sh 9 unshare(flags NEWNS) = ?',
      'sh 9 ends',
    ]);
    const next = at(2, 'sys_sethostname(name: 0x1, len: 3)');
    assert.deepEqual(decode([unshare, next].join('\n')).map(brief), [
      'sh 9 unshare(flags NEWNS) = ?',
    ]);
  });

  it('is not taken for a filter’s answer where lines were lost', () => {
    const refused = (seconds: number) => at(seconds, 'sys_mount -> 0xffffffffffffffff');
    const lines = [at(1, 'sys_umount -> 0x0'), 'CPU:0 [LOST 3 EVENTS]', refused(2), refused(30)];
    const calls = decode(lines.join('\n')).filter((event) => event.kind === 'call');
    assert.deepEqual(
      calls.map(({ isFiltered }) => isFiltered),
      [undefined, true],
    );
  });

  it('is whether a process ended, until its last thread does', () => {
    const thread = at(1, 'task_newtask: pid=10 comm=sh clone_flags=3d0f00 oom_score_adj=0');
    const end = (tid: number) =>
      `  sh-${tid} [000] ..... 2.0: sched_process_exit: comm=sh pid=${tid} prio=120`;
    assert.deepEqual(decode([thread, end(9), end(10)].join('\n')).map(brief), [
      'sh 9 makes thread 10: VM|FS|FILES|SIGHAND|THREAD|SYSVSEM|SETTLS|PARENT_SETTID|CHILD_CLEARTID',
      'sh 9 ends',
    ]);
  });

  it('is what a thread left behind that ran a program', () => {
    const thread = at(1, 'task_newtask: pid=10 comm=sh clone_flags=3d0f00 oom_score_adj=0');
    const first = at(2, 'sched_process_exit: comm=sh pid=9 prio=120');
    const exec = at(3, 'sched_process_exec: filename=/x pid=9 old_pid=10');
    const end = at(4, 'sched_process_exit: comm=x pid=9 prio=120');
    assert.deepEqual(decode([thread, first, exec, end].join('\n')).map(brief).slice(1), [
      'sh 9 runs /x',
      'x 9 ends',
    ]);
  });

  it('is said in sentences', () => {
    assert.deepEqual(describeBlindSpots(new Set(['texts'])), [
      'Names and paths that system calls were given are not shown before Linux 6.19.',
      'System calls of 32-bit programs are not shown.',
    ]);
    assert.equal(describeBlindSpots(new Set(['syscalls/sys_enter_mount'])).length, 1);
    assert.match(
      describeRefusal('mount mount: permission denied').reason,
      /: mount: permission denied$/,
    );
    for (const said of ['tracefs', 'instance mkdir: ENOSPC', '', 'sh: 3: Syntax error']) {
      const { reason, fix } = describeRefusal(said);
      assert.ok(reason !== '' && fix !== '');
    }
  });
});

describe('The clock of a tape', () => {
  it('is off by no more than it says, however slowly marks come back', () => {
    const marks = fc.array(fc.tuple(fc.nat(5_000), fc.nat(300), fc.nat(300)), { minLength: 1 });
    fc.assert(
      fc.property(marks, fc.integer({ min: -1_000_000, max: 1_000_000 }), (waits, difference) => {
        const clock = new TapeClock();
        let now = 0;
        for (const [pause, before, after] of waits) {
          now += pause;
          clock.learn(now + difference, (now + before) / 1000, now + before + after + difference);
          const off = Math.abs(clock.at(now / 1000) - (now + difference));
          assert.ok(off <= 2 * clock.doubtMs + 1e-6, `${off} and not ${clock.doubtMs}`);
        }
      }),
    );
  });

  it('is found again when this machine’s clock was set', () => {
    const clock = new TapeClock();
    clock.learn(1_000, 1, 1_002);
    clock.learn(501_000, 2, 501_010);
    assert.ok(Math.abs(clock.at(2) - 501_005) <= 5);
  });
});

describe('A tape that is torn', () => {
  const lines = [...load('linux-6.1.txt').split('\n'), ...load('linux-6.18.txt').split('\n')];

  it('is read as far as it goes', () => {
    const line = fc.constantFrom(...lines);
    const bytes = (maxLength: number) =>
      fc.uint8Array({ maxLength }).map((some) => Buffer.from(some).toString('latin1'));
    const torn = fc.oneof(
      line,
      fc.tuple(line, fc.nat(200)).map(([text, length]) => text.slice(0, length)),
      fc
        .tuple(line, fc.nat(200), bytes(9))
        .map(([text, where, more]) => text.slice(0, where) + more + text.slice(where + 3)),
      bytes(60),
    );
    fc.assert(
      fc.property(fc.array(torn, { maxLength: 20 }), (some) => {
        for (const event of decode(some.join('\n'))) assert.ok(Number.isFinite(event.at));
      }),
      { numRuns: 1_000 },
    );
  });
});
