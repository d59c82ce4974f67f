import assert from 'node:assert/strict';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { silentLog } from '../../../extension/core/base/log.ts';
import { readTape } from '../../../extension/core/kernel/tape/reader.ts';
import type { TapeEvent } from '../../../extension/core/kernel/tape/tapeEvent.ts';

const signal = AbortSignal.timeout(1_500_000);

/** The script, as far as a tape is concerned; the test says what the kernel writes. */
function fakeScript() {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const orders: string[] = [];
  const state = { seconds: 1, isSilent: false, isDisposed: false };
  input.on('data', (chunk: Buffer) => {
    for (const order of chunk.toString().trim().split('\\n')) {
      orders.push(order);
      const [what, word] = order.split(' ');
      if (what !== 'mark' || state.isSilent) continue;
      state.seconds += 0.001;
      const stamp = `sh-500 [000] ..... ${state.seconds.toFixed(6)}`;
      output.write(`  ${stamp}: tracing_mark_write: isolab-mark ${word} 7\n`);
    }
  });
  input.on('end', () => output.end());
  const source = {
    method: 'helper',
    gathers: true,
    input,
    output,
    [Symbol.asyncDispose]: async () => void (state.isDisposed = true),
  } as const;
  return { source, orders, state, output };
}

async function openFake() {
  const script = fakeScript();
  script.output.write('tape some-boot pid:[1]\n');
  const tape = await readTape(script.source, silentLog, signal);
  assert.ok('flush' in tape);
  const events: TapeEvent[] = [];
  tape.onDidWrite((some) => events.push(...some));
  return { ...script, tape, events };
}

const exec = '  sh-9 [000] ..... 3.0: sched_process_exec: filename=/x pid=9 old_pid=9\n';

describe('The reader of a tape', () => {
  it('tells what was written before a moment by that moment', async () => {
    const { tape, output, events } = await openFake();
    for (const byte of exec) output.write(byte);
    await tape.flush(signal);
    assert.deepEqual(
      events.map(({ kind }) => kind),
      ['exec'],
    );
    await tape[Symbol.asyncDispose]();
  });

  it('does not take numbers of processes for this machine’s that are another’s', async () => {
    const { tape } = await openFake();
    assert.equal(tape.sharesPids, false);
    await tape[Symbol.asyncDispose]();
  });

  it('says why there is none', async () => {
    const { source, output, state } = fakeScript();
    output.write('no mount mount: permission denied\n');
    output.end();
    const answer = await readTape(source, silentLog, signal);
    assert.ok('reason' in answer);
    assert.equal(answer.reason, 'tracefs may not be mounted: mount: permission denied');
    assert.equal(state.isDisposed, true);
  });

  it('says so when the script ends without a word', async () => {
    const { source, output } = fakeScript();
    output.end('sh: not found');
    const answer = await readTape(source, silentLog, signal);
    assert.ok('reason' in answer);
    assert.match(answer.reason, /: sh: not found$/);
  });

  it('asks which threads there are when lines were lost', async () => {
    const { tape, output, orders, events } = await openFake();
    const before = orders.filter((order) => order === 'threads').length;
    output.write('CPU:1 [LOST 12 EVENTS]\n');
    await tape.flush(signal);
    assert.equal(orders.filter((order) => order === 'threads').length, before + 1);
    const [lost] = events;
    assert.ok(lost?.kind === 'lost');
    assert.equal(lost.count, 12);
    await tape[Symbol.asyncDispose]();
  });

  it('asks for what its script holds back, and only then', async () => {
    const { tape, source, output, orders } = await openFake();
    const asked = once(source.input, 'data');
    output.write(exec);
    assert.equal(String((await asked)[0]), 'mark -\n');
    const before = orders.length;
    await tape.flush(signal);
    assert.equal(orders.length, before + 1);
    await tape[Symbol.asyncDispose]();
  });

  it('does not keep what has no end', async () => {
    const { tape, output, events } = await openFake();
    for (let count = 0; count < 40; count++) output.write('x'.repeat(10_000));
    output.write('\n');
    await tape.flush(signal);
    assert.ok(events.length > 0 && events.every(({ kind }) => kind === 'lost'));
    await tape[Symbol.asyncDispose]();
  });

  it('goes on when somebody who listens fails', async () => {
    const { tape, output, events } = await openFake();
    tape.onDidWrite(() => {
      throw new Error('a listener failed');
    });
    output.write(exec);
    await tape.flush(signal);
    output.write(exec);
    await tape.flush(signal);
    assert.equal(events.length, 2);
    await tape[Symbol.asyncDispose]();
  });

  it('ends with its script, and everybody who waits hears of it', async () => {
    const { tape, output, state } = await openFake();
    state.isSilent = true;
    const waiting = tape.flush(signal);
    output.end();
    await assert.rejects(waiting, { code: 'tape-ended' });
    assert.equal(await tape.ended, 'The program that reads it has ended.');
    await assert.rejects(tape.flush(signal), { code: 'tape-ended' });
    await tape[Symbol.asyncDispose]();
    assert.equal(state.isDisposed, true);
  });

  it('lets the script end when it is disposed of, which is no end by itself', async () => {
    const { tape, source, state } = await openFake();
    const ended = once(source.output, 'end');
    const isTold = Promise.race([tape.ended.then(() => true), ended.then(() => false)]);
    await tape[Symbol.asyncDispose]();
    await tape[Symbol.asyncDispose]();
    assert.equal(await isTold, false);
    assert.equal(state.isDisposed, true);
  });

  it('stops waiting when it is told to', async () => {
    const { tape, state } = await openFake();
    state.isSilent = true;
    const impatient = new AbortController();
    const waiting = tape.flush(impatient.signal);
    impatient.abort();
    await assert.rejects(waiting, { name: 'AbortError' });
    await tape[Symbol.asyncDispose]();
  });
});
