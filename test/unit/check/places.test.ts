import assert from 'node:assert/strict';
import type { Check } from '../../../extension/core/check/check.ts';
import {
  cgroupReading,
  containerFacts,
  interfaceFacts,
  kernelProcess,
  kernelSnapshot,
  processDetails,
  seen,
  unseen,
  vmFacts,
} from '../../fakes/facts.ts';
import type { FakeFacts } from '../../fakes/world.ts';
import { itJudges, judge } from './expectVerdict.ts';

const own = { mnt: 1, pid: 2, net: 3, ipc: 4, uts: 5, user: 6, cgroup: 7, time: 8 };

describe('In a guest', () => {
  const shell = kernelProcess({
    ...{ pid: 20, parentPid: 1, name: 'bash', commandLine: ['-bash'], startTicks: 5 },
    ...{ nestedPids: [20], namespaces: seen(own), cgroups: { '': '/' } },
  });
  const sleepers = [30, 31].map((pid) =>
    kernelProcess({
      ...{ pid, parentPid: 20, startTicks: pid, cgroups: { '': '/demo' } },
      ...{ nestedPids: [pid, 1], namespaces: seen({ ...own, pid: 200, uts: 500 }) },
    }),
  );
  const guest = {
    kernel: { ...kernelSnapshot(shell, ...sleepers), cgroups: ['/', '/demo', '/bare'] },
    processes: {
      1: processDetails({ pid: 1, root: seen('/') }),
      20: processDetails({ pid: 20, root: unseen }),
      31: processDetails({ pid: 31, root: seen('/root/lab/jail') }),
    },
    interfaces: { 1: { inode: 3, interfaces: seen([interfaceFacts()]), routes: unseen } },
    cgroups: {
      '/demo': cgroupReading({
        controllers: ['memory'],
        sources: { memory: '/sys/fs/cgroup/demo/memory.current' },
      }),
      '/bare': cgroupReading({ controllers: ['pids'], memory: unseen }),
    },
    commands: {
      'uname -r': { stdout: '6.1\n' },
      'cat /x': { exitCode: undefined, failure: 'the agent is gone' },
    },
    files: { '/root/lab/count': '1\n2\n', note: 'hello' },
  };
  const facts: FakeFacts = {
    kernel: kernelSnapshot(kernelProcess()),
    containers: [containerFacts()],
    guests: { alpha: guest },
    vms: [
      vmFacts(),
      vmFacts({ name: 'silent' }),
      ...(['off', 'paused', 'starting', 'panicked'] as const).map((status) =>
        vmFacts({ name: status, status }),
      ),
      vmFacts({ name: 'lost', status: 'lost', trouble: 'QEMU was killed.' }),
    ],
  };

  itJudges(facts, [
    [
      { process: { in: 'guest:alpha', name: 'bash', pid: 20 } },
      'passed',
      'Process `-bash` is called `bash`, has the PID 20',
    ],
    [
      { process: { in: 'guest:alpha', name: 'nginx' } },
      'failed',
      'There is none; `alpha` runs `sleep 60`, `sleep 60`, `-bash`, `/sbin/init`.',
    ],
    [
      { process: { in: 'guest:alpha', command: 'sleep 2000', pid: 1 } },
      'failed',
      'There is none; `alpha` runs `sleep 60`, `sleep 60`, `-bash`, `/sbin/init`.',
    ],
    [
      { process: { in: 'guest:alpha', name: 'sleep', cgroup: '/demo', root: '/root/lab/jail' } },
      'passed',
      'Process `sleep 60` is called `sleep`, is in the cgroup `/demo`, has the root directory `/root/lab/jail`',
    ],
    [
      { process: { in: 'guest:alpha', name: 'init', cgroup: '/demo', root: { matches: 'jail$' } } },
      'failed',
      'Process `/sbin/init` is in the cgroup `/`, has the root directory `/`',
    ],
    [
      { process: { in: 'guest:alpha', name: 'bash', root: '/' } },
      'unable',
      'The root directory of process 20 cannot be read here: the kernel forbids it. Run isolab doctor: it says how the kernel is read on this machine.',
    ],
    [
      {
        namespace: {
          of: 'guest:alpha/process:sleep',
          type: ['pid', 'uts'],
          differs: 'guest:alpha',
        },
      },
      'passed',
      'each has its own pid (200 and 2); each has its own uts (500 and 5)',
    ],
    [
      { namespace: { of: 'guest:alpha/pid:30', type: 'pid', same: 'guest:alpha/process:sleep' } },
      'passed',
      'they share pid (200)',
    ],
    [
      { namespace: { of: 'guest:alpha', type: 'net', same: 'host' } },
      'failed',
      'Two kernels share no namespace: `alpha` and the host are on different ones.',
    ],
    [
      { namespace: { of: 'host', type: 'net', differs: 'guest:alpha' } },
      'passed',
      'Two kernels share no namespace: the host and `alpha` are on different ones.',
    ],
    [
      { namespace: { of: 'guest:alpha/pid:99', type: 'net', differs: 'host' } },
      'failed',
      'There is no process 99.',
    ],
    [
      { namespace: { of: 'guest:alpha/process:top', type: 'net', differs: 'host' } },
      'failed',
      'There is no process named `top`.',
    ],
    [
      { interface: { in: 'guest:alpha', kind: 'veth', peerIn: 'host' } },
      'failed',
      'The interface `eth0` of `alpha` has its other end elsewhere (namespace 3)',
    ],
    [{ capability: { of: 'guest:alpha', has: ['chown'] } }, 'passed', '`alpha` has `chown`'],
    [
      { mount: { in: 'guest:alpha', target: '/', type: 'overlay' } },
      'passed',
      'The mount `/` of `alpha` is of type `overlay`',
    ],
    [
      { cgroup: { of: 'guest:alpha/process:sleep', memory: { max: '64m' } } },
      'passed',
      'The cgroup of the process `sleep` in `alpha` has `memory.max` = 64 MiB',
    ],
    [
      { cgroup: { of: 'guest:alpha/cgroup:/demo', memory: { max: 'none' } } },
      'failed',
      'The cgroup `/demo` in `alpha` has `memory.max` = 64 MiB',
    ],
    [
      { cgroup: { of: 'guest:alpha/cgroup:/bare', memory: { max: '64m' } } },
      'failed',
      'The cgroup `/bare` in `alpha` has no controller `memory`',
    ],
    [
      { cgroup: { of: 'guest:alpha/cgroup:/none', memory: { max: '64m' } } },
      'failed',
      'There is no cgroup `/none`.',
    ],
    [
      { cgroup: { of: 'guest:alpha/cgroup:/none', absent: true } },
      'passed',
      'There is no cgroup `/none`.',
    ],
    [
      { cgroup: { of: 'guest:alpha/cgroup:/demo', absent: true } },
      'failed',
      'The cgroup `/demo` in `alpha` exists',
    ],
    [{ cgroup: { of: 'guest:off/cgroup:/demo', absent: true } }, 'failed', '`off` is off.'],
    [
      { command: { in: 'guest:alpha', run: ['uname', '-r'], stdout: '6.1' } },
      'passed',
      '`uname -r` ended with exit code 0, wrote `6.1`',
    ],
    [
      { command: { in: 'guest:alpha', run: ['cat', '/x'] } },
      'unable',
      '`cat /x` did not run: the agent is gone. Look whether the program is installed on this machine.',
    ],
    [
      { file: { in: 'guest:alpha', path: '/root/lab/count', contains: '2' } },
      'passed',
      '`/root/lab/count` has text containing `2`',
    ],
    [{ file: { in: 'guest:alpha', path: '/none' } }, 'failed', 'There is no `/none` in `alpha`.'],
    [{ file: { in: 'guest:alpha', path: 'none' } }, 'failed', 'There is no `none` in `alpha`.'],
    [{ file: { in: 'guest:off', path: 'x', absent: true } }, 'failed', '`off` is off.'],
    [{ process: { in: 'guest:off', name: 'x', absent: true } }, 'failed', '`off` is off.'],
    [{ command: { in: 'guest:paused', run: ['true'] } }, 'failed', '`paused` is paused.'],
    [{ mount: { in: 'guest:starting', target: '/' } }, 'failed', '`starting` is still starting.'],
    [
      { capability: { of: 'guest:panicked', has: ['chown'] } },
      'failed',
      '`panicked` has panicked: its kernel has given up.',
    ],
    [
      { interface: { in: 'guest:nobody', name: 'eth0' } },
      'failed',
      'There is no VM named `nobody`. You have `alpha`, `silent`, `off`, `paused`, `starting`, ….',
    ],
    [
      { process: { in: 'guest:lost', name: 'x' } },
      'unable',
      'QEMU was killed. Start the VM again: isolab vm start lost',
    ],
    [
      { file: { in: 'guest:silent', path: 'x' } },
      'unable',
      'The guest `silent` runs and cannot be asked. Wait a moment. If it stays so, reset the VM: isolab vm reset silent',
    ],
  ]);

  itPoints(facts, [
    [
      { process: { in: 'guest:alpha', name: 'bash' } },
      'isolab vm run alpha -- ps -ef',
      'guest:alpha/pid:20',
    ],
    [
      { mount: { in: 'guest:alpha/process:bash', target: '/' } },
      'isolab vm run alpha -- cat /proc/20/mountinfo',
      'guest:alpha/pid:20',
    ],
    [
      { namespace: { of: 'guest:alpha/pid:31', type: 'pid', differs: 'guest:alpha' } },
      'isolab vm run alpha -- ls -l /proc/31/ns /proc/1/ns',
      'guest:alpha/pid:31',
    ],
    [
      { namespace: { of: 'guest:alpha', type: 'pid', differs: 'host' } },
      'isolab vm run alpha -- uname -a',
      'guest:alpha',
    ],
    [
      { cgroup: { of: 'guest:alpha/cgroup:/demo', memory: { max: '64m' } } },
      'isolab vm run alpha -- cat /sys/fs/cgroup/demo/memory.max',
      'guest:alpha/cgroup:/demo',
    ],
    [{ file: { in: 'guest:alpha', path: '/x' } }, 'isolab vm run alpha -- cat /x', 'guest:alpha'],
    [{ command: { in: 'guest:off', run: ['true'] } }, 'isolab vm list', undefined],
    [
      { interface: { in: 'guest:alpha', name: 'eth0' } },
      'isolab vm run alpha -- ip address',
      'guest:alpha',
    ],
  ]);
});

describe('In a workbench', () => {
  const inside = { pid: 20, net: 30 };
  const first = kernelProcess({ ...{ cgroups: { '': '/docker/c0ffee' } } });
  const shell = kernelProcess({
    ...{ pid: 107, parentPid: 100, name: 'bash', commandLine: ['bash'], startTicks: 2 },
    ...{ nestedPids: [107, 7], namespaces: seen({ ...own, ...inside }) },
    cgroups: { '': '/docker/c0ffee' },
  });
  const box = kernelProcess({
    ...{ pid: 120, parentPid: 107, name: 'sh', commandLine: ['sh'], startTicks: 3 },
    ...{ nestedPids: [120, 9, 1], namespaces: seen({ ...own, ...inside, pid: 21, uts: 50 }) },
    cgroups: { '': '/docker/c0ffee/demo' },
  });
  const stranger = kernelProcess({
    ...{ pid: 130, name: 'sh', nestedPids: [130], startTicks: 9, cgroups: { '': '/' } },
  });
  const facts: FakeFacts = {
    workbench: 100,
    kernel: {
      ...kernelSnapshot(first, shell, box, stranger),
      cgroups: ['/', '/docker/c0ffee', '/docker/c0ffee/demo'],
    },
    processes: { 120: processDetails({ pid: 120, root: seen('/root/lab/jail') }) },
    cgroups: {
      '/docker/c0ffee/demo': cgroupReading({
        sources: { memory: '/sys/fs/cgroup/docker/c0ffee/demo/memory.current' },
      }),
    },
    files: { note: 'hello' },
  };

  itJudges(facts, [
    [
      { process: { in: 'machine', name: 'sh', pid: 1, cgroup: '/demo', root: '/root/lab/jail' } },
      'passed',
      'Process `sh` is called `sh`, has the PID 1, is in the cgroup `/demo`, has the root directory `/root/lab/jail`',
    ],
    [{ process: { in: 'machine', count: 3 } }, 'passed', 'Of such there are 3.'],
    [{ process: { in: 'host', name: 'sh', count: 2 } }, 'passed', 'Of such there are 2.'],
    [
      { namespace: { of: 'process:sh', type: ['pid', 'uts'], differs: 'machine' } },
      'passed',
      'each has its own pid (21 and 20); each has its own uts (50 and 5)',
    ],
    [{ namespace: { of: 'pid:7', type: 'pid', same: 'machine' } }, 'passed', 'they share pid (20)'],
    [
      { namespace: { of: 'pid:107', type: 'pid', same: 'machine' } },
      'failed',
      'There is no process 107.',
    ],
    [
      { cgroup: { of: 'cgroup:/demo', memory: { max: '64m' } } },
      'passed',
      'The cgroup `/demo` has `memory.max` = 64 MiB',
    ],
    [{ file: { in: 'machine', path: 'note', text: 'hello' } }, 'passed', '`note` has text `hello`'],
  ]);

  itPoints(facts, [
    [{ process: { in: 'machine', name: 'bash' } }, 'ps -ef', 'pid:107'],
    [
      { namespace: { of: 'process:sh', type: 'uts', differs: 'machine' } },
      'ls -l /proc/9/ns /proc/1/ns',
      'pid:120',
    ],
    [
      { cgroup: { of: 'cgroup:/demo', memory: { max: '64m' } } },
      'cat /sys/fs/cgroup/demo/memory.max',
      'cgroup:/docker/c0ffee/demo',
    ],
    [{ mount: { in: 'machine', target: '/' } }, undefined, undefined],
  ]);
});

describe('On the host', () => {
  itPoints({ kernel: kernelSnapshot(kernelProcess()) }, [
    [
      { namespace: { of: 'machine', type: 'net', differs: 'pid:100' } },
      'sudo ls -l /proc/1/ns /proc/100/ns',
      'host',
    ],
  ]);
});

/** Makes a test of each case: the command that shows the fact, and what the Isolation view is put on. */
function itPoints(
  facts: FakeFacts,
  cases: readonly (readonly [Check, see: string | undefined, focus: string | undefined])[],
): void {
  for (const [check, see, focus] of cases) {
    it(`is seen with ${see ?? 'nothing'}: ${JSON.stringify(check)}`, async () => {
      const verdict = await judge(check, facts);
      assert.deepEqual([verdict.see, verdict.focus], [see, focus]);
    });
  }
}
