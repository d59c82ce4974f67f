import assert from 'node:assert/strict';
import { OomKills } from '../../../extension/core/engine/oomKills.ts';
import { containerFacts } from '../../fakes/facts.ts';

const id = 'c1';

/** The events of a container's life: `die 137` has that exit code. */
function heard(...actions: string[]): OomKills {
  const oomKills = new OomKills();
  for (const [action = '', exitCode = ''] of actions.map((each) => each.split(' '))) {
    const attributes = { exitCode };
    oomKills.hear({ type: 'container', action, id, name: 'greedy', attributes, at: 0 });
  }
  return oomKills;
}

describe('Whether the kernel killed a container for want of memory', () => {
  const check = (name: string, actions: string[], memoryBytes: number, expected: boolean): void => {
    it(name, () => {
      const facts = containerFacts({ id, isOomKilled: false });
      const ended = { ...facts, limits: { ...facts.limits, memoryBytes } };
      assert.equal(heard(...actions).ended(ended), expected);
    });
  };

  check('an OOM event says it, before the end', ['start', 'oom', 'die 137'], 100, true);
  check('an OOM event says it, after the end', ['start', 'die 137', 'oom'], 100, true);
  check('a SIGKILL says it that nobody asked the engine for', ['start', 'die 137'], 100, true);
  check('without a limit on memory that SIGKILL says nothing', ['start', 'die 137'], 0, false);
  check('docker kill is no want of memory', ['start', 'kill', 'die 137'], 100, false);
  check('docker stop is none either', ['start', 'kill', 'kill', 'die 137'], 100, false);
  check('another exit code is none', ['start', 'die 1'], 100, false);
  check('a new start forgets', ['start', 'die 137', 'start', 'die 0'], 100, false);
  check('a signal before the last start does not count', ['kill', 'start', 'die 137'], 100, true);

  it('the engine’s own flag is enough', () => {
    assert.equal(heard().ended(containerFacts({ id, isOomKilled: true })), true);
  });
});
