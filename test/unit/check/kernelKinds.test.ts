import type { CgroupReading } from '../../../extension/core/kernel/model.ts';
import {
  cgroupReading,
  containerFacts,
  interfaceFacts,
  kernelProcess,
  kernelSnapshot,
  mountFacts,
  processDetails,
  seen,
  unseen,
} from '../../fakes/facts.ts';
import type { FakeFacts } from '../../fakes/world.ts';
import { itJudges } from './expectVerdict.ts';

const site = containerFacts();
const stopped = containerFacts({ id: 's', name: 'stopped', state: 'exited', pid: 0 });
const app = kernelProcess({
  ...{ pid: 101, parentPid: 100, name: 'python3', commandLine: ['python3', 'app.py'] },
  nestedPids: [101, 7],
  userId: 1000,
  state: 'R',
});
const kernel = kernelSnapshot(kernelProcess(), app);

describe('The check `process`', () => {
  itJudges({ containers: [site, stopped], kernel }, [
    [
      { process: { in: 'container:site', name: 'python3' } },
      'passed',
      'Process `python3 app.py` is called `python3`',
    ],
    [
      {
        process: {
          in: 'container:site',
          command: { contains: 'app.py' },
          pid: 7,
          user: 1000,
          state: 'R',
        },
      },
      'passed',
      'Process `python3 app.py` runs `python3 app.py`, has the PID 7, has the user ID 1000, is in state R',
    ],
    [
      { process: { in: 'container:site', command: { contains: 'app.py' }, pid: 1 } },
      'failed',
      'Process `python3 app.py` has the PID 7',
    ],
    [
      { process: { in: 'container:site', name: 'nginx' } },
      'failed',
      'There is none; `site` runs `python3 app.py`, `sleep 60`.',
    ],
    [
      { process: { in: 'container:stopped', name: 'x' } },
      'failed',
      '`stopped` is not running (exited).',
    ],
    [
      { process: { in: 'container:gone', name: 'x' } },
      'failed',
      'There is no container named `gone`.',
    ],
    [
      { process: { in: 'host', name: 'init', hostPid: 1 } },
      'passed',
      'Process `/sbin/init` is called `init`, has the PID on the host 1',
    ],
    [{ process: { in: 'container:site', name: 'init', absent: true } }, 'passed', 'There is none.'],
    [{ process: { in: 'container:site', pid: 1, absent: true } }, 'failed', 'There is `sleep 60`.'],
    [{ process: { in: 'container:site', count: 2 } }, 'passed', 'Of such there are 2.'],
    [
      { process: { in: 'container:site', user: 0, count: { above: 1 } } },
      'failed',
      'Of such there are 1.',
    ],
  ]);
});

describe('The check `namespace`', () => {
  const hidden = kernelProcess({ pid: 200, namespaces: unseen });
  const facts = {
    containers: [site, stopped, containerFacts({ id: 'h', name: 'hidden', pid: 200 })],
    kernel: kernelSnapshot(kernelProcess(), app, hidden),
  };
  itJudges(facts, [
    [
      { namespace: { of: 'container:site', type: 'uts', same: 'host' } },
      'passed',
      'they share uts (5)',
    ],
    [
      { namespace: { of: 'container:site', type: 'net', same: 'host' } },
      'failed',
      'each has its own net (30 and 3)',
    ],
    [
      { namespace: { of: 'container:site', type: ['net', 'ipc'], differs: 'host' } },
      'passed',
      'each has its own net (30 and 3); each has its own ipc (40 and 4)',
    ],
    [
      { namespace: { of: 'container:site', type: ['net', 'uts'], differs: 'host' } },
      'failed',
      'they share uts (5)',
    ],
    [
      { namespace: { of: 'pid:101', type: 'net', same: 'container:site' } },
      'passed',
      'they share net (30)',
    ],
    [
      { namespace: { of: 'pid:999', type: 'net', same: 'host' } },
      'failed',
      'There is no process 999.',
    ],
    [
      { namespace: { of: 'container:site', type: 'net', same: 'container:stopped' } },
      'failed',
      '`stopped` is not running (exited).',
    ],
    [
      { namespace: { of: 'container:hidden', type: 'net', same: 'host' } },
      'unable',
      'The namespaces of `hidden` cannot be read here: the kernel forbids it. Run isolab doctor: it says how the kernel is read on this machine.',
    ],
  ]);
});

describe('The check `cgroup`', () => {
  const withCgroup = (cgroup?: CgroupReading): FakeFacts => ({
    containers: [site, stopped],
    kernel,
    cgroups: cgroup === undefined ? {} : { '/docker/c0ffee': cgroup },
  });
  itJudges(withCgroup(cgroupReading()), [
    [
      { cgroup: { of: 'container:site', memory: { max: '64m' } } },
      'passed',
      'The cgroup of `site` has `memory.max` = 64 MiB',
    ],
    [
      { cgroup: { of: 'container:site', memory: { max: 'none' } } },
      'failed',
      'The cgroup of `site` has `memory.max` = 64 MiB',
    ],
    [
      { cgroup: { of: 'container:site', memory: { high: 'none' } } },
      'passed',
      'The cgroup of `site` has `memory.high` = no limit',
    ],
    [
      { cgroup: { of: 'container:site', memory: { file: { above: '1m' } } } },
      'failed',
      'The cgroup of `site` has `memory.stat file` = 0 bytes',
    ],
    [
      { cgroup: { of: 'container:site', memory: { oomKills: { atLeast: 1 } } } },
      'failed',
      'The cgroup of `site` has `memory.events oom_kill` = 0',
    ],
    [
      {
        cgroup: {
          of: 'container:site',
          cpu: { limit: '50%', throttled: { above: 5 }, used: { atLeast: '2s' } },
        },
      },
      'passed',
      'The cgroup of `site` has `cpu.max` = 0.5 CPUs, has `cpu.stat nr_throttled` = 7, has `cpu.stat usage_usec` = 2.5 s',
    ],
    [
      { cgroup: { of: 'container:site', cpu: { throttledTime: { atLeast: '1s' } } } },
      'failed',
      'The cgroup of `site` has `cpu.stat throttled_usec` = 400 ms',
    ],
    [
      { cgroup: { of: 'container:site', pids: { max: 20, refused: { atLeast: 1 } } } },
      'passed',
      'The cgroup of `site` has `pids.max` = 20, has `pids.events max` = 3',
    ],
    [
      { cgroup: { of: 'container:site', io: { read: '4k' } } },
      'passed',
      'The cgroup of `site` has `io.stat rbytes` = 4 KiB',
    ],
    [
      { cgroup: { of: 'container:stopped', memory: { max: '64m' } } },
      'failed',
      '`stopped` is not running (exited).',
    ],
  ]);
  itJudges(withCgroup(cgroupReading({ memory: unseen })), [
    [
      { cgroup: { of: 'container:site', memory: { max: '64m' } } },
      'unable',
      'The cgroup of `site`: `memory.max` cannot be read here: the kernel forbids it. Run isolab doctor: it says how the kernel is read on this machine.',
    ],
  ]);
  itJudges(withCgroup(), [
    [
      { cgroup: { of: 'container:site', memory: { max: '64m' } } },
      'unable',
      'The cgroup of `site` cannot be read here: it is not to be seen from here. Run isolab doctor: it says how the kernel is read on this machine.',
    ],
  ]);
});

describe('The check `mount`', () => {
  const tmpfs = mountFacts({ target: '/run', type: 'tmpfs', source: 'tmpfs', options: ['ro'] });
  const { overlay: _, ...plain } = tmpfs;
  const processes = { 100: processDetails({ mounts: seen([mountFacts(), plain]) }) };
  itJudges({ containers: [site, stopped], kernel, processes }, [
    [
      {
        mount: {
          in: 'container:site',
          target: '/',
          type: 'overlay',
          lowers: { atLeast: 2 },
          writable: true,
        },
      },
      'passed',
      'The mount `/` of `site` is of type `overlay`, may be written, has lower folders: 2',
    ],
    [
      { mount: { in: 'container:site', target: '/run', type: 'overlay' } },
      'failed',
      'The mount `/run` of `site` is of type `tmpfs`',
    ],
    [
      { mount: { in: 'container:site', target: '/run', writable: true } },
      'failed',
      'The mount `/run` of `site` is read-only',
    ],
    [
      { mount: { in: 'container:site', target: '/run', lowers: 1 } },
      'failed',
      'The mount `/run` of `site` is no overlay',
    ],
    [
      { mount: { in: 'container:site', target: '/data' } },
      'failed',
      'Nothing is mounted at `/data` of `site`.',
    ],
    [
      { mount: { in: 'container:site', target: '/data', absent: true } },
      'passed',
      'Nothing is mounted at `/data` of `site`.',
    ],
    [
      { mount: { in: 'container:stopped', target: '/' } },
      'failed',
      '`stopped` is not running (exited).',
    ],
    [
      { mount: { in: 'host', target: '/' } },
      'unable',
      'The mounts of the host cannot be read here: it is not to be seen from here. Run isolab doctor: it says how the kernel is read on this machine.',
    ],
  ]);
});

describe('The check `interface`', () => {
  const loopback = interfaceFacts({ name: 'lo', kind: 'loopback', addresses: ['127.0.0.1/8'] });
  const { peer: _, ...lo } = loopback;
  const bridge = interfaceFacts({ name: 'docker0', kind: 'bridge', addresses: ['172.17.0.1/16'] });
  const interfaces = {
    100: { inode: 30, interfaces: seen([lo, interfaceFacts()]), routes: unseen },
    1: {
      inode: 3,
      interfaces: seen([
        bridge,
        interfaceFacts({ name: 'vethabc', bridge: 'docker0', addresses: [] }),
      ]),
      routes: unseen,
    },
    101: { inode: 30, interfaces: unseen, routes: unseen },
  };
  itJudges({ containers: [site, stopped], kernel, interfaces }, [
    [
      { interface: { in: 'container:site', name: 'eth0', kind: 'veth', state: 'up' } },
      'passed',
      'The interface `eth0` of `site` is called `eth0`, is of kind `veth`, is in state `up`',
    ],
    [
      { interface: { in: 'container:site', kind: 'veth', peerIn: 'host' } },
      'passed',
      'The interface `eth0` of `site` is of kind `veth`, has its other end in the host',
    ],
    [
      { interface: { in: 'container:site', name: 'eth0', peerIn: 'container:site' } },
      'failed',
      'The interface `eth0` of `site` has its other end elsewhere (namespace 3)',
    ],
    [
      { interface: { in: 'container:site', name: 'lo', peerIn: 'host' } },
      'failed',
      'The interface `lo` of `site` has no other end',
    ],
    [{ interface: { in: 'container:site', name: 'eth1' } }, 'failed', '`site` has `lo`, `eth0`'],
    [
      { interface: { in: 'container:site', name: 'eth1', absent: true } },
      'passed',
      '`site` has `lo`, `eth0`',
    ],
    [
      { interface: { in: 'container:site', kind: 'veth', absent: true } },
      'failed',
      '`site` has `lo`, `eth0`',
    ],
    [
      { interface: { in: 'container:site', address: { matches: '^172\\.' } } },
      'passed',
      'The interface `eth0` of `site` has the address `172.17.0.2/16`',
    ],
    [
      { interface: { in: 'host', name: { matches: '^veth' }, bridge: 'docker0' } },
      'passed',
      'The interface `vethabc` of the host is called `vethabc`, is a port of `docker0`',
    ],
    [
      { interface: { in: 'container:stopped', name: 'eth0' } },
      'failed',
      '`stopped` is not running (exited).',
    ],
    [
      { interface: { in: 'pid:101', name: 'eth0' } },
      'unable',
      'The network of process 101 cannot be read here: the kernel forbids it. Run isolab doctor: it says how the kernel is read on this machine.',
    ],
  ]);
});

describe('The check `capability`', () => {
  const processes = { 100: processDetails(), 101: processDetails({ capabilities: unseen }) };
  itJudges({ containers: [site, stopped], kernel, processes }, [
    [
      { capability: { of: 'container:site', has: ['chown'], lacks: ['sys_admin'] } },
      'passed',
      '`site` has `chown`, lacks `sys_admin`',
    ],
    [
      { capability: { of: 'container:site', has: ['sys_admin', 'chown'] } },
      'failed',
      '`site` lacks `sys_admin`',
    ],
    [{ capability: { of: 'container:site', lacks: ['chown'] } }, 'failed', '`site` has `chown`'],
    [
      { capability: { of: 'container:site', set: 'bounding', has: ['sys_chroot'] } },
      'passed',
      '`site` has `sys_chroot`',
    ],
    [
      { capability: { of: 'container:stopped', has: ['chown'] } },
      'failed',
      '`stopped` is not running (exited).',
    ],
    [
      { capability: { of: 'pid:101', has: ['chown'] } },
      'unable',
      'The capabilities of process 101 cannot be read here: the kernel forbids it. Run isolab doctor: it says how the kernel is read on this machine.',
    ],
  ]);
});
