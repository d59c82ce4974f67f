import assert from 'node:assert/strict';
import { checkSchema, type Check } from '../../../extension/core/check/check.ts';
import { evaluateCheck } from '../../../extension/core/check/evaluate.ts';
import type { ContainerFacts } from '../../../extension/core/engine/facts.ts';
import { containerFacts } from '../../fakes/facts.ts';
import { fakeWorld } from '../../fakes/world.ts';

function composed(service: string, facts: Partial<ContainerFacts>, more = {}): ContainerFacts {
  const labels = {
    'com.docker.compose.project': 'shop',
    'com.docker.compose.service': service,
    'com.docker.compose.oneoff': 'False',
    ...more,
  };
  return containerFacts({ id: service, name: `shop-${service}-1`, labels, ...facts });
}

const at = (second: number): string => `2026-01-01T00:00:0${second}Z`;
const containers = [
  composed('db', { health: 'healthy', startedAt: at(1) }),
  composed('setup', { state: 'exited', exitCode: 3, startedAt: at(2) }),
  composed(
    'web',
    { startedAt: at(3) },
    { 'com.docker.compose.depends_on': 'db:service_healthy:false,setup:service_started:false' },
  ),
  composed('web', { id: 'w2', startedAt: at(5) }),
  composed('run', { startedAt: at(4) }, { 'com.docker.compose.oneoff': 'True' }),
  containerFacts({ id: 'alone' }),
];

describe('A check about a Compose project', () => {
  type Spec = Omit<NonNullable<Check['compose']>, 'project'>;
  const cases: readonly (readonly [Spec, string, string])[] = [
    [{ services: { db: {} } }, 'passed', 'runs of `db`: 1'],
    [{ services: { cache: {} } }, 'failed', 'runs of `cache`: 0'],
    [{ services: { web: { running: 2 } } }, 'passed', 'runs of `web`: 2'],
    [{ services: { web: { running: 3 } } }, 'failed', 'runs of `web`: 2'],
    [{ services: { db: { health: 'healthy' } } }, 'passed', 'has `db` with the health `healthy`'],
    [{ services: { web: { health: 'healthy' } } }, 'failed', 'has `web` with the health `none`'],
    [{ services: { setup: { exitCode: 3 } } }, 'passed', 'has `setup` ended with 3'],
    [{ services: { setup: { exitCode: 0 } } }, 'failed', 'has `setup` ended with 3'],
    [{ services: { db: { exitCode: 0 } } }, 'failed', 'has no container of `db` that has ended'],
    [
      { services: { web: { startedAfter: ['db', 'setup'] } } },
      'passed',
      '`web` after `db`, `setup`',
    ],
    [{ services: { db: { startedAfter: ['web'] } } }, 'failed', 'started `db` before `web`'],
    [{ services: { web: { startedAfter: ['cache'] } } }, 'failed', 'started `web` before `cache`'],
    [{ services: { db: { waitsFor: { web: 'started' } } } }, 'failed', '`db` not wait for `web`'],
    [{ only: ['db', 'setup', 'web'] }, 'passed', 'has containers of `db`, `setup`, `web`'],
    [{ only: ['db', 'web'] }, 'failed', 'has containers of `db`, `setup`, `web`'],
    [{ absent: true }, 'failed', 'The project `shop` exists'],
  ];
  for (const [spec, status, observed] of cases) {
    it(`${status}: ${JSON.stringify(spec)}`, async () => {
      const check = checkSchema.parse({ compose: { project: 'shop', ...spec } });
      const verdict = await evaluateCheck(check, fakeWorld({ containers }), signal());
      assert.equal(verdict.observed.slice(-observed.length), observed);
      assert.equal(verdict.status, status);
    });
  }

  const waits = composed(
    'web',
    {},
    { 'com.docker.compose.depends_on': 'db:service_healthy:false' },
  );
  for (const [condition, status, observed] of [
    ['healthy', 'passed', 'has `web` wait until `db` is `healthy`'],
    ['started', 'failed', 'has `web` wait for `db`: `service_healthy`'],
  ] as const) {
    it(`${status}, asked whether it waits until another is ${condition}`, async () => {
      const spec = { project: 'shop', services: { web: { waitsFor: { db: condition } } } };
      const world = fakeWorld({ containers: [waits] });
      const verdict = await evaluateCheck({ compose: spec }, world, signal());
      assert.equal(verdict.observed.slice(-observed.length), observed);
      assert.equal(verdict.status, status);
    });
  }

  it('says when a project has no containers', async () => {
    const verdict = await evaluateCheck({ compose: { project: 'shop' } }, fakeWorld(), signal());
    assert.equal(verdict.status, 'failed');
    assert.equal(verdict.observed, 'The project `shop` has no containers.');
    assert.equal(verdict.see, 'docker compose -p shop ps -a');
  });
});

function signal(): AbortSignal {
  return AbortSignal.timeout(5_000);
}
