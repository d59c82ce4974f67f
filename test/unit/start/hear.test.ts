import assert from 'node:assert/strict';
import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { hear } from '../../../extension/start/hear.ts';

const portIn = (line: string): number | undefined =>
  Number(/^port (\d+)/.exec(line)?.[1]) || undefined;

describe('Hearing what a program says', () => {
  it('finds the line that is waited for, and reads on to the end', async () => {
    // More than a pipe holds: without a reader the program does not come to its end.
    const talker = say('echo port 80; yes | head -c 1000000');
    const ended = once(talker, 'exit');
    const { found } = await hear(talker.stdout, portIn, limit());
    assert.equal(found, 80);
    await ended;
  });

  it('gives the last lines of a program that ends without', async () => {
    const { found, last } = await hear(say('seq 20').stdout, portIn, limit());
    assert.equal(found, undefined);
    assert.deepEqual(last, ['13', '14', '15', '16', '17', '18', '19', '20']);
  });

  it('gives what was said until it is called off', async () => {
    const calledOff = new AbortController();
    const talker = say('echo starting; exec sleep 60');
    talker.stdout.once('data', () => setImmediate(() => calledOff.abort()));
    const { found, last } = await hear(talker.stdout, portIn, calledOff.signal);
    assert.equal(found, undefined);
    assert.deepEqual(last, ['starting']);
    talker.kill();
  });
});

function say(script: string): ChildProcessByStdio<null, Readable, null> {
  return spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'inherit'] });
}

function limit(): AbortSignal {
  return AbortSignal.timeout(5_000);
}
