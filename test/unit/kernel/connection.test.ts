import assert from 'node:assert/strict';
import { once } from 'node:events';
import { PassThrough, duplexPair, type Duplex } from 'node:stream';
import { HelperConnection } from '../../../extension/core/kernel/helper/connection.ts';
import { HelperReader } from '../../../extension/core/kernel/helper/reader.ts';

const signal = new AbortController().signal;

function pair(): { readonly connection: HelperConnection; readonly helper: Duplex } {
  const [ours, theirs] = duplexPair();
  return { connection: new HelperConnection(ours), helper: theirs };
}

describe('the connection to a helper', () => {
  it('sends a line with the length and the paths behind it', async () => {
    const { connection, helper } = pair();
    const answer = connection.ask('texts', ['/a b', '/ü'], signal);
    const request: unknown[] = await once(helper, 'data');
    assert.equal(String(request[0]), '1 texts 9\n/a b\0/ü\0');
    helper.write('1 0 0\n');
    assert.deepEqual(await answer, { written: '', complaints: '' });
  });

  for (const size of [1, 2, 5, 1000]) {
    it(`takes answers that come in pieces of ${size} bytes`, async () => {
      const { connection, helper } = pair();
      const answers = [1, 2].map(() => connection.ask('texts', ['/x'], signal));
      const whole = Buffer.from('1 5 3\nab\ncdno\n2 0 1\n!');
      for (let at = 0; at < whole.length; at += size) helper.write(whole.subarray(at, at + size));
      assert.deepEqual(await Promise.all(answers), [
        { written: 'ab\ncd', complaints: 'no\n' },
        { written: '', complaints: '!' },
      ]);
    });
  }

  it('fails everything that waits when the helper ends', async () => {
    const { connection, helper } = pair();
    const answers = [1, 2].map(() => connection.ask('texts', ['/x'], signal));
    helper.end();
    for (const answer of answers) await assert.rejects(answer, { code: 'helper-ended' });
    assert.equal(connection.isOpen, false);
    await assert.rejects(connection.ask('texts', ['/x'], signal), { code: 'helper-ended' });
  });

  it('gives up when the helper says something else than agreed', async () => {
    const { connection, helper } = pair();
    const answer = connection.ask('texts', ['/x'], signal);
    helper.write('sh: xargs: not found\n');
    await assert.rejects(answer, { code: 'helper-ended' });
  });

  it('reads and forgets the answer to somebody who left', async () => {
    const { connection, helper } = pair();
    const leaving = new AbortController();
    const left = connection.ask('texts', ['/x'], leaving.signal);
    const stayed = connection.ask('texts', ['/y'], signal);
    leaving.abort();
    await assert.rejects(left, { name: 'AbortError' });
    helper.write('1 1 0\nx2 1 0\ny');
    assert.equal((await stayed).written, 'y');
  });
});

describe('a reader whose helper ends', () => {
  const ended = { stream: new PassThrough().destroy(), [Symbol.asyncDispose]: async () => {} };

  it('starts it once more for a request, and not for ever', async () => {
    let starts = 0;
    const reader = new HelperReader(async () => {
      starts++;
      return ended;
    });
    await assert.rejects(reader.names(['/proc'], signal), { code: 'helper-ended' });
    assert.ok(starts <= 2);
  });

  it('passes on why it could not be started', async () => {
    const reader = new HelperReader(() => Promise.reject(new Error('no engine')));
    await assert.rejects(reader.names(['/proc'], signal), { message: 'no engine' });
  });
});
