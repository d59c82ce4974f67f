import assert from 'node:assert/strict';
import { checkSchema, type Check } from '../../../extension/core/check/check.ts';
import { evaluateCheck } from '../../../extension/core/check/evaluate.ts';
import type { ServiceFacts, SwarmFacts, TaskFacts } from '../../../extension/core/engine/facts.ts';
import { fakeWorld, goneWorld } from '../../fakes/world.ts';

const manager: SwarmFacts = { state: 'active', nodeId: 'n1', isManager: true, createdAt: '' };

function task(facts: Partial<TaskFacts> = {}): TaskFacts {
  const found = { id: 't1', image: 'busybox', state: 'running', isWanted: true };
  return { ...found, containerId: 'c1', error: '', ...facts };
}

const killed = task({ state: 'failed', isWanted: false, error: 'task: non-zero exit (137)' });
const web: ServiceFacts = {
  ...{ id: 's1', name: 'web', image: 'busybox', createdAt: '', labels: {}, replicas: 2 },
  ...{ update: '', updateMessage: '', ports: { '80/tcp': 8080 } },
  tasks: [task(), task({ id: 't2' }), killed, task({ id: 't0', image: 'old', isWanted: false })],
};
const global: ServiceFacts = { ...web, name: 'everywhere', replicas: undefined, ports: {} };
const broken: ServiceFacts = {
  ...{ ...web, name: 'broken', image: 'busybox:9', update: 'paused' },
  tasks: [killed, { ...killed, image: 'busybox:9', state: 'rejected', error: 'No such image' }],
};

describe('A check about a service', () => {
  const world = fakeWorld({ swarm: manager, services: { web, everywhere: global, broken } });
  const cases: readonly (readonly [Check['service'], string, string])[] = [
    [{ name: 'web' }, 'passed', 'The service `web` exists'],
    [{ name: 'web', image: 'busybox:latest' }, 'passed', 'has the image `busybox`'],
    [{ name: 'web', image: 'isolab/x' }, 'failed', 'has the image `busybox`'],
    [
      { name: 'web', replicas: 2, running: 2 },
      'passed',
      'wants tasks: 2, runs tasks of its image: 2',
    ],
    [{ name: 'web', replicas: 3 }, 'failed', 'wants tasks: 2'],
    [{ name: 'everywhere', replicas: 2 }, 'failed', 'wants one task on each node'],
    [{ name: 'web', failed: { atLeast: 1 } }, 'passed', 'has tasks that failed: 1'],
    [{ name: 'web', update: 'none' }, 'passed', 'was not updated'],
    [{ name: 'web', update: 'completed' }, 'failed', 'was not updated'],
    [{ name: 'broken', update: 'paused' }, 'passed', 'has the update `paused`'],
    [{ name: 'broken', running: 1 }, 'failed', 'its image: 0 (`No such image`)'],
    [{ name: 'web', ports: { '80/tcp': 8080 } }, 'passed', 'publishes `80/tcp` on 8080'],
    [{ name: 'web', ports: { '80/tcp': 'none' } }, 'failed', 'publishes `80/tcp` on 8080'],
    [{ name: 'everywhere', ports: { '80/tcp': 'any' } }, 'failed', 'publishes nothing'],
    [{ name: 'api' }, 'failed', 'There is no service named `api`.'],
    [{ name: 'api', absent: true }, 'passed', 'There is no service named `api`.'],
    [{ name: 'web', absent: true }, 'failed', 'The service `web` exists'],
  ];
  for (const [spec, status, observed] of cases) {
    it(`${status}: ${JSON.stringify(spec)}`, async () => {
      const check = checkSchema.parse({ service: spec });
      const verdict = await evaluateCheck(check, world, AbortSignal.timeout(5_000));
      assert.equal(verdict.observed.slice(-observed.length), observed);
      assert.equal(verdict.status, status);
    });
  }

  it('says so where there is no swarm', async () => {
    const signal = AbortSignal.timeout(5_000);
    const verdict = await evaluateCheck({ service: { name: 'web' } }, fakeWorld(), signal);
    assert.equal(verdict.observed, 'There are no services: the engine manages no swarm.');
    assert.equal(verdict.see, 'docker info');
  });

  it('is unable to look without an engine', async () => {
    const signal = AbortSignal.timeout(5_000);
    for (const check of [{ service: { name: 'web' } }, { swarm: { state: 'active' } }] as const) {
      assert.equal((await evaluateCheck(check, goneWorld(), signal)).status, 'unable');
    }
  });
});

describe('A check about a swarm', () => {
  const cases: readonly (readonly [Check['swarm'], SwarmFacts | undefined, string, string])[] = [
    [{ state: 'inactive' }, undefined, 'passed', 'The engine is in no swarm'],
    [{ state: 'active' }, undefined, 'failed', 'The engine is in no swarm'],
    [
      { state: 'active', manager: true },
      manager,
      'passed',
      'The engine is in a swarm, is a manager',
    ],
    [
      { state: 'active', manager: true },
      { ...manager, isManager: false },
      'failed',
      'The engine is no manager',
    ],
  ];
  for (const [spec, swarm, status, observed] of cases) {
    it(`${status}: ${observed}`, async () => {
      const world = fakeWorld(swarm === undefined ? {} : { swarm });
      const check = checkSchema.parse({ swarm: spec });
      const verdict = await evaluateCheck(check, world, AbortSignal.timeout(5_000));
      assert.deepEqual([verdict.status, verdict.observed], [status, observed]);
    });
  }
});
