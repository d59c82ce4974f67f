import assert from 'node:assert/strict';
import { isError } from '../../../extension/core/base/errors.ts';
import { chooseMachine, type Possibilities } from '../../../extension/core/machine/negotiate.ts';

const all: Possibilities = {
  guest: { isPossible: true },
  workbench: { isPossible: true },
  host: { isPossible: true },
};
const noQemu: Possibilities = { ...all, guest: { isPossible: false, why: 'There is no QEMU.' } };

describe('the machine of a lab', () => {
  it('is the first that the lab names', () => {
    assert.equal(chooseMachine(['guest', 'workbench'], all).kind, 'guest');
    assert.equal(chooseMachine(['workbench', 'guest'], all).kind, 'workbench');
  });

  it('is the next where the first cannot be had, and says why', () => {
    const { kind, reason, alternatives } = chooseMachine(['guest', 'workbench', 'host'], noQemu);
    assert.equal(kind, 'workbench');
    assert.match(reason, /There is no QEMU\./);
    assert.deepEqual(
      alternatives.map((each) => [each.kind, each.isPossible]),
      [
        ['guest', false],
        ['host', true],
      ],
    );
    assert.equal(alternatives[0]?.reason, 'There is no QEMU.');
  });

  it('is the wanted one, better or not', () => {
    const asked = chooseMachine(['guest', 'workbench'], all, { kind: 'workbench', isAsked: true });
    assert.match(asked.reason, /^You chose it/);
    const before = chooseMachine(['guest', 'workbench'], all, {
      kind: 'workbench',
      isAsked: false,
    });
    assert.equal(before.kind, 'workbench');
    assert.doesNotMatch(before.reason, /You chose it/);
  });

  it('is never this computer unless somebody asks for it', () => {
    const only: Possibilities = {
      ...noQemu,
      workbench: { isPossible: false, why: 'There is no engine.' },
    };
    assert.throws(
      () => chooseMachine(['host', 'guest', 'workbench'], only),
      (error) => {
        assert.ok(isError(error, 'no-machine'));
        assert.match(error.message, /There is no QEMU\..*There is no engine\./);
        assert.match(error.fix, /--on host/);
        return true;
      },
    );
    const asked = chooseMachine(['host', 'guest'], only, { kind: 'host', isAsked: true });
    assert.equal(asked.kind, 'host');
  });

  it('is refused where the lab is not made for it', () => {
    assert.throws(
      () => chooseMachine(['guest'], all, { kind: 'host', isAsked: true }),
      /The lab is not made for it/,
    );
  });
});
