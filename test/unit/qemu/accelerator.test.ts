import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command, CommandResult } from '../../../extension/core/base/run.ts';
import { chooseAccelerator } from '../../../extension/core/qemu/accelerator/choose.ts';
import type { QemuPlace } from '../../../extension/core/qemu/place.ts';

const files = {
  variant: 'base',
  arch: 'x86_64',
  hash: 'abc',
  kernel: '/k',
  initramfs: '/i',
  disk: '/d',
};
const signal = new AbortController().signal;
const ended = (exitCode: number | undefined, stdout = '', stderr = ''): CommandResult => ({
  exitCode,
  stdout,
  stderr,
});

/** A place in a container, where a look at /dev/kvm ends with this code and a trial guest so. */
function place(look: number, trial: CommandResult) {
  const commands: Command[] = [];
  const run = (command: Command): Promise<CommandResult> => {
    commands.push(command);
    if (command.program === 'sh') return Promise.resolve(ended(look));
    return Promise.resolve(command.args.includes('--version') ? ended(0, 'QEMU 7.2\n') : trial);
  };
  const fake = { kind: 'container', run, path: (ours: string) => ours } as const;
  // What a choice does not use is not there.
  return { fake: fake as unknown as QemuPlace, commands };
}

describe('The choice of an accelerator', () => {
  let cache: string;
  beforeEach(async () => {
    cache = await mkdtemp(join(tmpdir(), 'isolab-accelerator-'));
  });
  afterEach(() => rm(cache, { recursive: true, force: true }));

  const cases: readonly {
    readonly when: string;
    readonly look: number;
    readonly trial?: CommandResult;
    readonly name: string;
    readonly reason: RegExp;
  }[] = [
    { when: 'without /dev/kvm', look: 2, name: 'tcg', reason: /There is no \/dev\/kvm/ },
    { when: 'without permission', look: 3, name: 'tcg', reason: /may not use/ },
    {
      when: 'with nothing behind /dev/kvm',
      look: 4,
      name: 'tcg',
      reason: /no processor behind it/,
    },
    {
      when: 'when the trial guest printed its line',
      look: 0,
      trial: ended(0, 'isolab-canary\n'),
      name: 'kvm',
      reason: /a trial guest has proven it/,
    },
    {
      when: 'when the trial guest hung',
      look: 0,
      trial: ended(0, 'Linux version 6.1\n', 'terminating on signal 15 from pid 7 (node)'),
      name: 'tcg',
      reason: /printed nothing within 2 seconds/,
    },
    {
      when: 'when QEMU gave up',
      look: 0,
      trial: ended(undefined, '', 'failed to set MSR 0x10a\nmore'),
      name: 'tcg',
      reason: /ended: `failed to set MSR 0x10a`/,
    },
  ];
  for (const { when, look, trial = ended(1), name, reason } of cases) {
    it(`is ${name} ${when}`, async () => {
      const choice = await chooseAccelerator(place(look, trial).fake, files, cache, signal);
      assert.equal(choice.name, name);
      assert.match(choice.reason, reason);
    });
  }

  it('is tried once for each boot, QEMU and kernel', async () => {
    const { fake, commands } = place(0, ended(undefined));
    const first = await chooseAccelerator(fake, files, cache, signal);
    assert.deepEqual(await chooseAccelerator(fake, files, cache, signal), first);
    await chooseAccelerator(fake, { ...files, hash: 'other' }, cache, signal);
    assert.equal(commands.filter(({ args }) => args.includes('-kernel')).length, 2);
  });
});
