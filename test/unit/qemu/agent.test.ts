import assert from 'node:assert/strict';
import type { Duplex } from 'node:stream';
import fc from 'fast-check';
import * as z from 'zod';
import { IsolabError } from '../../../extension/core/base/errors.ts';
import { GuestAgent } from '../../../extension/core/qemu/agent/agent.ts';
import { execInGuest } from '../../../extension/core/qemu/agent/exec.ts';
import { duplexPair } from '../../fakes/duplexPair.ts';

interface Question {
  readonly execute: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

type Answer = (question: Question, stream: Duplex) => unknown;

const signal = new AbortController().signal;
const line = (value: unknown): string => `${JSON.stringify(value)}\n`;

/**
 * An agent that answers syncs as QEMU's own does, and all else as it is told to; undefined is silence. It loses the
 * first questions, as many as `deafFor`.
 */
function agentThat(
  answer: Answer,
  deafFor = 0,
): { agent: GuestAgent; asked: Question[]; cut: () => void } {
  const asked: Question[] = [];
  let far: Duplex | undefined;
  const agent = new GuestAgent('alpha', () => {
    const [ours, theirs] = duplexPair();
    far = theirs;
    let rest = '';
    theirs.on('data', (chunk: Buffer) => {
      const lines = (rest + chunk.toString('latin1')).split('\n');
      rest = lines.pop() ?? '';
      for (const text of lines) {
        const question = JSON.parse(text.replaceAll('\xff', '')) as Question;
        asked.push(question);
        if (asked.length <= deafFor) continue;
        if (question.execute === 'guest-sync-delimited') {
          const reply = line({ return: question.arguments['id'] });
          theirs.write(Buffer.concat([Buffer.from([0xff]), Buffer.from(reply)]));
          continue;
        }
        const said = answer(question, theirs);
        if (said !== undefined) theirs.write(line(said));
      }
    });
    return Promise.resolve(ours);
  });
  return { agent, asked, cut: () => far?.destroy() };
}

const codeOf = (error: unknown): string =>
  error instanceof IsolabError ? error.code : String(error);

const ask = (agent: GuestAgent, limit = signal): Promise<unknown> =>
  agent.ask('guest-ping', {}, z.unknown(), limit);

describe('The client of the guest agent', () => {
  it('that has ended fails at once what it was asked, and the next question goes to the next one', async () => {
    let isDeaf = true;
    const { agent } = agentThat(() => (isDeaf ? undefined : { return: 'here' }));
    await agent.ready(signal);
    const lost = ask(agent).catch(codeOf);
    await new Promise(setImmediate);
    agent.ended();
    assert.equal(await lost, 'agent-lost');
    isDeaf = false;
    assert.equal(await ask(agent), 'here');
  });

  it('that is awaited is awaited on when one before it ends', async () => {
    const { agent } = agentThat(() => ({ return: 'here' }), 1);
    const ready = agent.ready(signal);
    agent.ended();
    await ready;
    assert.equal(await ask(agent), 'here');
  }).timeout(10_000);

  it('syncs once, then asks one thing at a time', async () => {
    const { agent, asked } = agentThat(({ execute }) => ({ return: execute }));
    assert.deepEqual(await Promise.all([ask(agent), ask(agent)]), ['guest-ping', 'guest-ping']);
    const names = asked.map(({ execute }) => execute);
    assert.deepEqual(names, ['guest-sync-delimited', 'guest-ping', 'guest-ping']);
  });

  it('tells a refusal in the agent’s own words, and asks on without a sync', async () => {
    let count = 0;
    const { agent, asked } = agentThat(() =>
      count++ === 0 ? { error: { class: 'GenericError', desc: 'not me' } } : { return: {} },
    );
    await assert.rejects(ask(agent), /refused guest-ping: not me/);
    await ask(agent);
    assert.equal(asked.length, 3);
  });

  it('drops an answer that came too late, after a question that was given up', async () => {
    let late: Duplex | undefined;
    let count = 0;
    const { agent } = agentThat((_, stream) => {
      late = stream;
      return count++ === 0 ? undefined : { return: 'mine' };
    });
    await assert.rejects(ask(agent, AbortSignal.timeout(20)), /timeout/);
    late?.write(line({ return: 'nobody’s' }));
    assert.equal(await ask(agent), 'mine');
  });

  it('syncs again when told that the guest has gone back in time', async () => {
    const { agent, asked } = agentThat(() => ({ return: {} }));
    await ask(agent);
    agent.desync();
    await ask(agent);
    assert.equal(asked.filter(({ execute }) => execute === 'guest-sync-delimited').length, 2);
  });

  it('fails at once what was asked before the guest has gone back in time, and goes on', async () => {
    let count = 0;
    const { agent } = agentThat(() => (count++ === 0 ? undefined : { return: 'here' }));
    const waiting = ask(agent);
    setTimeout(() => agent.desync(), 10);
    await assert.rejects(waiting, (error) => codeOf(error) === 'agent-lost');
    assert.equal(await ask(agent), 'here');
  });

  it('syncs again when the agent has lost the question', async () => {
    const { agent, asked } = agentThat(() => ({ return: {} }), 1);
    await agent.ready(signal);
    await ask(agent);
    const names = asked.map(({ execute }) => execute);
    assert.deepEqual(names, ['guest-sync-delimited', 'guest-sync-delimited', 'guest-ping']);
  });

  it('asks an agent that has come at once, and not when its patience ends', async () => {
    const { agent, asked } = agentThat(() => ({ return: 'here' }), 1);
    const ready = agent.ready(AbortSignal.timeout(3_000));
    while (asked.length === 0) await new Promise(setImmediate);
    agent.came();
    await ready;
    assert.equal(await ask(agent), 'here');
  });

  it('finds its answer among those that a guest gives at once when it has booted', async () => {
    let asked = 0;
    const agent = new GuestAgent('alpha', () => {
      const [ours, theirs] = duplexPair();
      let heard = '';
      theirs.on('data', (chunk: Buffer) => {
        heard += chunk.toString('latin1');
        const questions = heard.split('\n').filter((text) => text !== '');
        asked = questions.length;
        if (asked < 2) return;
        const replies = questions.map((text) => {
          const { arguments: args } = JSON.parse(text.replaceAll('\xff', '')) as Question;
          return `\xff${line({ return: args['id'] })}`;
        });
        theirs.write(Buffer.from(replies.join(''), 'latin1'));
      });
      return Promise.resolve(ours);
    });
    const ready = agent.ready(AbortSignal.timeout(3_000));
    while (asked === 0) await new Promise(setImmediate);
    agent.came();
    await ready;
    assert.equal(asked, 2);
  });

  it('connects again after the connection ended', async () => {
    const { agent, cut } = agentThat(() => ({ return: 'here' }));
    await ask(agent);
    cut();
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(await ask(agent), 'here');
  });

  it('fails at once what waits when the connection ends', async () => {
    const { agent, cut } = agentThat(() => undefined);
    const waiting = ask(agent);
    setTimeout(cut, 10);
    await assert.rejects(waiting, (error) => codeOf(error) === 'agent-lost');
  });

  it('keeps nothing of what is not asked for, and no answer without an end', async () => {
    const flood = Buffer.alloc(1024 * 1024, 0x61);
    const { agent } = agentThat((_, stream) => {
      for (let mebibyte = 0; mebibyte < 60; mebibyte++) stream.write(flood);
      return undefined;
    });
    await assert.rejects(ask(agent), (error) => codeOf(error) === 'agent-lost');
  });

  it('survives whatever it is sent: a question ends in an answer or an error', async () => {
    const reply = fc.oneof(
      fc.json(),
      fc.record({ return: fc.jsonValue() }).map(line),
      fc.record({ error: fc.jsonValue() }).map(line),
      fc.uint8Array().map((bytes) => Buffer.from(bytes)),
      fc.constant(Buffer.from([0xff])),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(reply, { maxLength: 8 }), async (replies) => {
        const { agent } = agentThat((_, stream) => {
          for (const each of replies) stream.write(each);
          stream.write('\n{}\n');
          return undefined;
        });
        const outcome = await ask(agent).then(() => 'answered', codeOf);
        assert.ok(['answered', 'agent-lost', 'agent-refused'].includes(outcome), outcome);
        await agent[Symbol.asyncDispose]();
      }),
    );
  });

  it('lets nobody wait when it is closed', async () => {
    const { agent } = agentThat(() => undefined);
    const waiting = assert.rejects(ask(agent), (error) => codeOf(error) === 'agent-lost');
    await agent[Symbol.asyncDispose]();
    await waiting;
    await assert.rejects(ask(agent), (error) => codeOf(error) === 'agent-lost');
  });
});

describe('A program in a guest', () => {
  const command = {
    program: 'id',
    args: ['-u'],
    cwd: '/root/lab',
    env: { A: 'b' },
    input: Buffer.from('in'),
    timeoutMs: 5_000,
  };

  /** An agent whose program runs until a second one, the one that kills, is started. */
  const endless = () => {
    let started = 0;
    return agentThat(({ execute }) =>
      execute === 'guest-exec'
        ? { return: { pid: 6 + ++started } }
        : { return: { exited: started > 1, signal: 9 } },
    );
  };

  it('is run with its folder, environment and input, as data', async () => {
    const { agent, asked } = agentThat(({ execute }) =>
      execute === 'guest-exec'
        ? { return: { pid: 7 } }
        : { return: { exited: true, exitcode: 3, 'out-data': 'b3V0', 'err-data': 'ZXJy' } },
    );
    const result = await execInGuest(agent, command, signal);
    assert.equal(result.exitCode, 3);
    assert.equal(result.stdout.toString(), 'out');
    assert.equal(result.stderr.toString(), 'err');
    const { arg, env, ...rest } = asked[1]?.arguments ?? {};
    assert.deepEqual(Array.isArray(arg) && arg.slice(-3), ['/root/lab', 'id', '-u']);
    assert.deepEqual(env, ['A=b']);
    assert.equal(rest['input-data'], 'aW4=');
  });

  it('is killed with its children when its time is up', async () => {
    const { agent, asked } = endless();
    const result = await execInGuest(agent, { ...command, timeoutMs: 50 }, signal);
    assert.equal(result.exitCode, undefined);
    assert.match(result.failure ?? '', /longer than 0.05 seconds/);
    const killed = asked.filter(({ execute }) => execute === 'guest-exec').at(-1);
    assert.match(JSON.stringify(killed?.arguments['arg']), /kill.*"7"/);
  });

  it('is killed when it is given up', async () => {
    const { agent, asked } = endless();
    await assert.rejects(execInGuest(agent, command, AbortSignal.timeout(50)), /timeout/);
    assert.equal(asked.filter(({ execute }) => execute === 'guest-exec').length, 2);
  });

  it('that a signal ended has no exit code', async () => {
    const { agent } = agentThat(({ execute }) =>
      execute === 'guest-exec' ? { return: { pid: 7 } } : { return: { exited: true, signal: 9 } },
    );
    const result = await execInGuest(agent, command, signal);
    assert.equal(result.exitCode, undefined);
    assert.equal(result.failure, 'Signal 9 ended it.');
  });
});
