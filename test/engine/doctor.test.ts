import assert from 'node:assert/strict';
import os from 'node:os';
import path from 'node:path';
import { engineNotAnswering } from '../../extension/core/base/errors.ts';
import { silentLog } from '../../extension/core/base/log.ts';
import { doctor } from '../../extension/core/doctor/index.ts';
import { openEngine, type Engine } from '../../extension/core/engine/engine.ts';
import { openProbe } from '../../extension/core/machine/openProbe.ts';

const labs = path.resolve(import.meta.dirname, '../../labs');
const signal = new AbortController().signal;
const none = path.join(os.tmpdir(), 'isolab/none/yet');
const rest = { dataFolder: none, labsFolder: none, cacheFolder: none, isolabCommand: 'isolab' };

describe('The doctor on this machine', () => {
  let engine: Engine;
  before(async () => {
    engine = await openEngine({ env: process.env, log: silentLog }, signal);
  });
  after(async () => engine[Symbol.asyncDispose]());

  it('finds the engine, its kernel and the probe', async () => {
    await using probe = await openProbe(engine, labs, silentLog, signal);
    const absent = 'isolab/there-is-no-such-image:1';
    const findings = await doctor(
      {
        engine: () => Promise.resolve(engine),
        probe: () => Promise.resolve(probe),
        images: [absent],
        ...rest,
      },
      signal,
    );
    const found = Object.fromEntries(findings.map((finding) => [finding.id, finding]));
    const { version } = await engine.info(signal);
    assert.equal(found['engine']?.status, 'ok');
    assert.ok(found['engine-version']?.found.includes(version));
    assert.ok(found['kernel']?.found.includes(os.release()));
    assert.equal(found['probe']?.status, 'ok');
    assert.match(found['disk']?.found ?? '', /^\d+\.\d GiB free/);
    assert.match(found['images']?.found ?? '', /0 of 1.*there-is-no-such-image/);
  });

  it('has an answer to everything when neither engine nor probe can be had', async () => {
    const refuse = () => Promise.reject(engineNotAnswering('unix:///nowhere.sock'));
    const findings = await doctor({ engine: refuse, probe: refuse, images: [], ...rest }, signal);
    const statuses = Object.fromEntries(findings.map(({ id, status }) => [id, status]));
    assert.equal(statuses['engine'], 'missing');
    assert.equal(statuses['probe'], 'missing');
    assert.ok('disk' in statuses);
  });

  it('stops when it is told to', async () => {
    const stopping = new AbortController();
    const never = () => new Promise<never>(() => undefined);
    const answer = doctor({ engine: never, probe: never, images: [], ...rest }, stopping.signal);
    stopping.abort();
    await assert.rejects(answer, { name: 'AbortError' });
  });
});
