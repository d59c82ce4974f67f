import assert from 'node:assert/strict';
import {
  judgeAnswer,
  measure,
  predictionSchema,
  type MeasuredSpec,
} from '../../../extension/core/lab/question.ts';
import { containerFacts, vmFacts } from '../../fakes/facts.ts';
import { ladderFacts, migrationFacts } from '../../fakes/vms.ts';
import { fakeWorld } from '../../fakes/world.ts';

const world = fakeWorld({
  containers: [containerFacts()],
  commands: { hostname: { stdout: 'here\n' }, 'site: hostname': { stdout: 'site\n' } },
  guests: { alpha: { commands: { hostname: { stdout: 'alpha\n' } } } },
  vms: [
    vmFacts({
      started: { at: 1, how: 'cold', tookMs: 4321.7 },
      migration: migrationFacts(),
      process: { pid: 4711, args: [], cpuThreads: [], place: 'host' },
    }),
    vmFacts({ name: 'off', status: 'off' }),
  ],
  ladder: ladderFacts(),
});

describe('A fact of this machine', () => {
  const facts: readonly (readonly [MeasuredSpec, text: string])[] = [
    [{ command: ['hostname'] }, 'here'],
    [{ command: ['hostname'], on: 'machine' }, 'here'],
    [{ command: ['hostname'], on: 'host' }, 'here'],
    [{ command: ['hostname'], on: 'container:site' }, 'site'],
    [{ command: ['hostname'], on: 'guest:alpha', pick: '^(.)' }, 'a'],
    [{ ladder: 'container.start' }, '250'],
    [{ ladder: 'process.start' }, '3'],
    [{ ladder: 'vm-tcg.memory' }, '256'],
    [{ ladder: { ratio: ['vm-tcg.start', 'container.start'] } }, '20'],
    [{ ladder: { ratio: ['process.start', 'container.start'] } }, '0.012'],
    [{ vm: 'alpha.start' }, '4322'],
    [{ vm: 'alpha.downtime' }, '120'],
    [{ vm: 'alpha.migration' }, '2000'],
    [{ vm: 'alpha.memory' }, '256'],
    [{ vm: 'alpha.cpus' }, '1'],
    [{ vm: 'alpha.pid' }, '4711'],
    [{ vm: 'alpha.status' }, 'running'],
    [{ vm: 'alpha.accelerator' }, 'tcg'],
  ];
  for (const [measured, text] of facts) {
    it(`is ${text}: ${JSON.stringify(measured)}`, async () => {
      assert.equal(await measure(predictionSchema.parse({ measured }).measured, world), text);
    });
  }

  const notYet: readonly (readonly [MeasuredSpec, RegExp])[] = [
    [{ command: ['hostname'], on: 'guest:off' }, /`off` is off/],
    [{ command: ['hostname'], on: 'guest:nobody' }, /no VM named `nobody`/],
    [{ command: ['hostname'], on: 'container:none' }, /no container named `none`/],
    [{ command: ['hostname'], pick: '\\d' }, /`hostname` did not give the fact asked for: `here`/],
    [{ ladder: 'jvm.start' }, /`isolab ladder` did not give the fact asked for: `jvm.start`/],
    [{ ladder: 'vm-kvm.start' }, /there is no \/dev\/kvm/],
    [{ vm: 'off.start' }, /`isolab vm show off` did not give the fact asked for: `start`/],
    [{ vm: 'off.state' }, /did not give the fact asked for: `state`/],
    [{ vm: 'nobody.memory' }, /`isolab vm show nobody` did not give/],
  ];
  for (const [measured, message] of notYet) {
    it(`cannot be measured yet: ${JSON.stringify(measured)}`, async () => {
      await assert.rejects(measure(measured, world), message);
    });
  }

  const broken: readonly (readonly [object, RegExp])[] = [
    [{}, /exactly one of command, ladder, vm/],
    [{ command: ['x'], vm: 'alpha.start' }, /exactly one of command, ladder, vm/],
    [{ vm: 'alpha.start', on: 'host' }, /Only a command has on and pick/],
    [{ vm: 'alpha.colour' }, /is not a VM and what of it/],
    [{ ladder: 'tent.start' }, /is not a rung and what of it/],
    [{ command: ['x'], on: 'pid:1' }, /is not machine, host, container:NAME or guest:NAME/],
  ];
  for (const [measured, message] of broken) {
    it(`is refused: ${JSON.stringify(measured)}`, () => {
      assert.match(predictionSchema.safeParse({ measured }).error?.message ?? '', message);
    });
  }

  it('is what an answer is compared with, as far off as the author allows', async () => {
    const spec = { measured: { vm: 'alpha.downtime' }, tolerance: '50%' };
    assert.deepEqual(await judgeAnswer(spec, '100', world), {
      text: '100',
      isRight: true,
      rightAnswer: '120',
    });
    assert.equal((await judgeAnswer(spec, '20', world)).isRight, false);
  });

  it('is recognised in the line that a learner has copied', async () => {
    const spec = { measured: { command: ['hostname'], pick: '\\[(.*)\\]' } };
    const shown = fakeWorld({ commands: { hostname: { stdout: 'net:[4026532262]' } } });
    for (const answer of ['4026532262', 'net:[4026532262]', 'net -> net:[4026532262]']) {
      assert.equal((await judgeAnswer(spec, answer, shown)).isRight, true, answer);
    }
    assert.equal((await judgeAnswer(spec, 'net:[4026531840]', shown)).isRight, false);
  });
});
