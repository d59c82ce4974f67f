import assert from 'node:assert/strict';
import { containerFacts, imageFacts } from '../../fakes/facts.ts';
import { itJudges, judge } from './expectVerdict.ts';

describe('The check `container`', () => {
  const site = containerFacts({
    image: 'isolab/static-site',
    ports: { '80/tcp': [8080], '443/tcp': [] },
    environment: { MODE: 'test' },
    labels: { tier: 'web' },
    mounts: [
      { type: 'volume', name: 'data', source: '/v/data', target: '/data', isWritable: true },
    ],
    limits: {
      memoryBytes: 64 * 2 ** 20,
      memorySwapBytes: -1,
      nanoCpus: 500_000_000,
      cpuShares: 0,
      pids: 20,
      cpuset: '0',
      readBps: [],
    },
    capAdd: ['NET_ADMIN'],
    restartPolicy: '',
  });
  const ended = containerFacts({ id: 'e', name: 'ended', state: 'exited', exitCode: 137, pid: 0 });
  const killed = containerFacts({
    ...{ id: 'k', name: 'killed', state: 'exited', exitCode: 137, pid: 0 },
    isOomKilled: true,
    image: 'python:3',
    imageId: 'sha256:py',
  });
  const joined = containerFacts({
    id: 'j',
    name: 'joined',
    networkMode: 'container:c0ffee',
    networks: {},
  });
  const broken = containerFacts({
    id: 'b',
    name: 'broken',
    state: 'created',
    error: 'port is taken',
    pid: 0,
  });
  const facts = {
    containers: [site, ended, killed, joined, broken],
    images: { 'my-python': imageFacts({ id: 'sha256:py' }) },
  };

  itJudges(facts, [
    [{ container: { name: 'site' } }, 'passed', '`site` is running'],
    [{ container: { name: 'site', state: 'running' } }, 'passed', '`site` is running'],
    [{ container: { name: 'site', state: ['exited', 'running'] } }, 'passed', '`site` is running'],
    [{ container: { name: 'site', state: 'exited' } }, 'failed', '`site` is running'],
    [{ container: { name: 'ended', state: 'running' } }, 'failed', '`ended` has exited with 137'],
    [
      { container: { name: 'broken', state: 'running' } },
      'failed',
      '`broken` could not start: `port is taken`',
    ],
    [
      { container: { name: 'nobody', state: 'running' } },
      'failed',
      'There is no container named `nobody`. You have `site`, `ended`, `killed`, `joined`, `broken`.',
    ],
    [{ container: { name: 'ended', exitCode: 137 } }, 'passed', '`ended` has exited with 137'],
    [{ container: { name: 'ended', exitCode: 0 } }, 'failed', '`ended` has exited with 137'],
    [
      { container: { name: 'ended', exitCode: { above: 0 } } },
      'passed',
      '`ended` has exited with 137',
    ],
    [{ container: { name: 'site', exitCode: 0 } }, 'failed', '`site` is running'],
    [
      { container: { name: 'killed', oomKilled: true } },
      'passed',
      '`killed` was killed for want of memory (exit code 137)',
    ],
    [
      { container: { name: 'ended', oomKilled: true } },
      'failed',
      '`ended` has exited with 137, was not killed for want of memory',
    ],
    [
      { container: { name: 'site', image: 'isolab/static-site:latest' } },
      'passed',
      '`site` is running, is made from `isolab/static-site`',
    ],
    [
      { container: { name: 'site', image: 'busybox' } },
      'failed',
      '`site` is running, is made from `isolab/static-site`',
    ],
    [
      { container: { name: 'killed', image: 'my-python' } },
      'passed',
      '`killed` was killed for want of memory (exit code 137), is made from `python:3`',
    ],
    [
      { container: { name: 'site', command: 'sleep 60' } },
      'passed',
      '`site` is running, runs the command `sleep 60`',
    ],
    [
      { container: { name: 'site', command: { contains: 'python' } } },
      'failed',
      '`site` is running, runs the command `sleep 60`',
    ],
    [
      { container: { name: 'site', ports: { '80/tcp': 8080 } } },
      'passed',
      '`site` is running, publishes `80/tcp` on 8080',
    ],
    [
      { container: { name: 'site', ports: { '80/tcp': 9090 } } },
      'failed',
      '`site` is running, publishes `80/tcp` on 8080',
    ],
    [
      {
        container: {
          name: 'site',
          ports: { '80/tcp': 'any', '443/tcp': 'exposed', '22/tcp': 'none' },
        },
      },
      'passed',
      '`site` is running, publishes `80/tcp` on 8080',
    ],
    [
      { container: { name: 'ended', ports: { '80/tcp': 8080 } } },
      'failed',
      '`ended` has exited with 137, publishes nothing',
    ],
    [
      { container: { name: 'site', memory: '64m', cpus: '50%', pids: { atMost: 20 } } },
      'passed',
      '`site` is running, has a limit on memory: 64 MiB, has a limit on CPU time: 0.5 CPUs, has a limit on processes: 20',
    ],
    [
      { container: { name: 'ended', memory: '64m' } },
      'failed',
      '`ended` has exited with 137, has no limit on memory',
    ],
    [
      { container: { name: 'ended', memory: 'none' } },
      'passed',
      '`ended` has exited with 137, has no limit on memory',
    ],
    [
      { container: { name: 'site', cpuset: '0' } },
      'passed',
      '`site` is running, is bound to the CPUs `0`',
    ],
    [
      { container: { name: 'joined', network: 'container:site' } },
      'passed',
      '`joined` is running, has the network mode `container:site`',
    ],
    [
      { container: { name: 'site', network: 'container:joined' } },
      'failed',
      '`site` is running, has the network mode `bridge`',
    ],
    [
      { container: { name: 'site', ipc: 'private' } },
      'passed',
      '`site` is running, has the IPC mode `private`',
    ],
    [
      { container: { name: 'site', env: { MODE: 'test', DEBUG: false } } },
      'passed',
      '`site` is running, has the variable `MODE` = `test`, does not have the variable `DEBUG`',
    ],
    [
      { container: { name: 'site', labels: { tier: 'db' } } },
      'failed',
      '`site` is running, has the label `tier` = `web`',
    ],
    [
      {
        container: { name: 'site', mounts: [{ target: '/data', volume: 'data', writable: true }] },
      },
      'passed',
      '`site` is running, has volume `data` (writable) at `/data`',
    ],
    [
      { container: { name: 'site', mounts: [{ target: '/data', volume: 'other' }] } },
      'failed',
      '`site` is running, has volume `data` (writable) at `/data`',
    ],
    [
      { container: { name: 'site', mounts: [{ target: '/etc', type: 'bind' }] } },
      'failed',
      '`site` is running, has nothing mounted at `/etc`',
    ],
    [
      { container: { name: 'site', capAdd: ['net_admin'], restart: 'no' } },
      'passed',
      '`site` is running, was started with `--restart=no`, was started with `--cap-add=net_admin`',
    ],
    [
      { container: { name: 'site', tty: true } },
      'failed',
      '`site` is running, was started without `-t`',
    ],
    [
      { container: { image: 'python:3', state: 'exited' } },
      'passed',
      '`killed` was killed for want of memory (exit code 137), is made from `python:3`',
    ],
    [{ container: { nameMatches: '^end' } }, 'passed', '`ended` has exited with 137'],
    [
      { container: { nameMatches: '^x' } },
      'failed',
      'There is no such container. You have `site`, `ended`, `killed`, `joined`, `broken`.',
    ],
    [{ container: { name: 'nobody', absent: true } }, 'passed', 'There is none.'],
    [
      { container: { name: 'ended', absent: true } },
      'failed',
      '`ended` is still there and has exited with 137.',
    ],
    [{ container: { name: 'site', state: 'exited', absent: true } }, 'passed', 'There is none.'],
    [
      { container: { state: 'exited', absent: true } },
      'failed',
      'These are still there: `ended`, `killed`',
    ],
    [
      { container: { state: 'running', count: 2 } },
      'passed',
      'Of such there are 2: `site`, `joined`',
    ],
    [{ container: { state: 'paused', count: { atLeast: 1 } } }, 'failed', 'There is none.'],
  ]);

  it('says what it wants, what to type and where to look', async () => {
    const check = {
      container: { name: 'ended', state: 'running', ports: { '80/tcp': 8080 } },
    } as const;
    assert.deepEqual(await judge(check, facts), {
      status: 'failed',
      expected: '`ended` is running, publishes `80/tcp` on 8080',
      observed: '`ended` has exited with 137, publishes nothing',
      see: 'docker ps -a',
      focus: 'container:ended',
    });
  });

  it('makes hostile names visible, and gives no command that they could turn into another', async () => {
    const name = 'a\u001b[31m\n\u202ex`<script>';
    const verdict = await judge(
      { container: { image: 'busybox', tty: true } },
      { containers: [containerFacts({ name })] },
    );
    assert.equal(
      verdict.observed,
      '`a␛[31m␊\\u{202e}xˋ<script>` is running, was started without `-t`',
    );
    assert.equal(verdict.see, undefined);
  });
});
