import { containerFacts, kernelProcess, kernelSnapshot, seen } from '../../fakes/facts.ts';
import type { FakeFacts } from '../../fakes/world.ts';
import { itJudges } from './expectVerdict.ts';

const own = { mnt: 1, pid: 2, net: 3, ipc: 4, uts: 5, user: 6, cgroup: 7, time: 8 };

describe('In a container', () => {
  const container = { '': '/docker/c0ffee' };
  const first = kernelProcess({
    ...{ pid: 700, parentPid: 1, name: 'sleep', commandLine: ['sleep', '100'] },
    ...{ nestedPids: [700, 1], namespaces: seen({ ...own, pid: 20 }), cgroups: container },
  });
  const shells = [
    { pid: 710, nestedPids: [710, 8], cgroups: container },
    { pid: 720, nestedPids: [720, 9, 1], cgroups: { '': '/docker/c0ffee/box' } },
  ].map((each) =>
    kernelProcess({
      ...{ parentPid: 700, name: 'sh', commandLine: ['sh'], startTicks: each.pid },
      ...{ namespaces: seen({ ...own, pid: 20, uts: each.pid }), ...each },
    }),
  );
  const elsewhere = kernelProcess({
    ...{ pid: 800, parentPid: 1, name: 'sh', commandLine: ['sh'], startTicks: 900 },
    ...{ nestedPids: [800], namespaces: seen(own), cgroups: { '': '/' } },
  });
  const facts: FakeFacts = {
    kernel: kernelSnapshot(first, ...shells, elsewhere),
    containers: [
      containerFacts({ name: 'bench', pid: 700 }),
      containerFacts({ name: 'ended', pid: 0, state: 'exited' }),
    ],
  };

  itJudges(facts, [
    [
      { namespace: { of: 'container:bench/process:sh', type: 'uts', differs: 'container:bench' } },
      'passed',
      'each has its own uts (720 and 5)',
    ],
    [
      { process: { in: 'container:bench/process:sh', name: 'sh', pid: 1 } },
      'passed',
      'Process `sh` is called `sh`, has the PID 1',
    ],
    [
      { namespace: { of: 'container:bench/process:bash', type: 'uts', differs: 'host' } },
      'failed',
      'There is no process named `bash` in `bench`.',
    ],
    [
      { namespace: { of: 'container:ended/process:sh', type: 'uts', differs: 'host' } },
      'failed',
      '`ended` is not running (exited).',
    ],
  ]);
});
