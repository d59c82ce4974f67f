import assert from 'node:assert/strict';
import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../../extension/core/base/run.ts';
import { describeCount, lookAtCount, script } from '../../../extension/core/check/count.ts';
import type { Look } from '../../../extension/core/check/rule.ts';
import { migrationFacts } from '../../fakes/vms.ts';
import { fakeWorld } from '../../fakes/world.ts';
import { vmFacts } from '../../fakes/facts.ts';
import { itJudges } from './expectVerdict.ts';

describe('A file into which a program counts', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'isolab-count-'));
  });
  after(() => rm(folder, { recursive: true }));

  /** The real script, on this machine. */
  async function look(path: string): Promise<Look> {
    const place = {
      ...fakeWorld(),
      run: (command: Parameters<typeof run>[0]) => run(command, AbortSignal.timeout(5_000)),
    };
    return describeCount('count', await lookAtCount(path, place));
  }

  const cases: readonly (readonly [name: string, text: string, holds: boolean, found: RegExp])[] = [
    ['without a gap', '1\n2\n3\n4\n', true, /no gap in `count` from 1 to 3, and it still grows/],
    ['that did not begin at one', '98\n99\n100\n101\n', true, /from 98 to 100/],
    ['whose last line is half written', '8\n9\n10\n1', true, /from 8 to 10/],
    ['with a gap', '1\n2\n4\n5\n7\n8\n', false, /a gap in `count` after 2/],
    ['that began anew', '1\n2\n1\n2\n', false, /a gap in `count` after 2/],
    ['with words in it', 'one\ntwo\n', false, /something else than numbers/],
    ['with numbers and then words', '1\n2\n3\nstop\nx\n', false, /something else than numbers/],
    ['that is empty', '', false, /something else than numbers/],
  ];
  for (const [name, text, holds, found] of cases) {
    it(`${name} is ${holds ? 'right' : 'not right'}`, async () => {
      const path = join(folder, 'count');
      await writeFile(path, text);
      const seen = await look(path);
      assert.match(seen.found, found);
      assert.equal(seen.holds, holds);
    });
  }

  it('that is long is read where it is', async () => {
    const path = join(folder, 'long');
    await writeFile(path, Array.from({ length: 200_000 }, (_, at) => `${at + 1}\n`).join(''));
    assert.match((await look(path)).found, /from 1 to 199999/);
  });

  it('that nobody writes any more is told so', async () => {
    const path = join(folder, 'old');
    await writeFile(path, '1\n2\n3\n');
    await utimes(path, 1, 1);
    assert.deepEqual(await look(path), {
      found: 'left `count` at 2: it grows no more',
      holds: false,
    });
  });

  it('may not be there', async () => {
    assert.match((await look(join(folder, 'none'))).found, /there is no file/);
  });
});

describe('The check `migration` of a guest that counts', () => {
  const migrated = { migration: migrationFacts() };
  const vms = [
    vmFacts(migrated),
    vmFacts({ ...migrated, name: 'off', status: 'off' }),
    vmFacts({ ...migrated, name: 'mute' }),
  ];
  const asks = (path: string): string => `sh -c ${script} count ${path}`;
  const alpha = {
    commands: {
      [asks('/good')]: { stdout: '1 70 \n0\n' },
      [asks('/gap')]: { stdout: '1 70 33\n0\n' },
      [asks('/none')]: { exitCode: 1 },
    },
  };
  const mute = { commands: { [asks('/good')]: { exitCode: undefined, failure: 'no answer' } } };
  itJudges({ vms, guests: { alpha, mute } }, [
    [
      { migration: { of: 'alpha', counted: '/good' } },
      'passed',
      'The migration of `alpha` is completed, left no gap in `/good` from 1 to 70, and it still grows',
    ],
    [
      { migration: { of: 'alpha', counted: '/gap' } },
      'failed',
      'The migration of `alpha` left a gap in `/gap` after 33',
    ],
    [
      { migration: { of: 'alpha', counted: '/none' } },
      'failed',
      'The migration of `alpha` left no count: there is no file `/none`',
    ],
    [
      { migration: { of: 'off', counted: '/good' } },
      'failed',
      'The migration of `off` left no count: `off` is off.',
    ],
    [
      { migration: { of: 'mute', counted: '/good' } },
      'unable',
      '`/good` could not be read in the guest: no answer. Wait a moment: a guest that is being moved may be slow to answer.',
    ],
  ]);
});
