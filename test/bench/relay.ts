import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '../../extension/core/base/log.ts';
import { openEngine } from '../../extension/core/engine/engine.ts';
import { openRelay } from '../../extension/core/engine/relay/relay.ts';
import { median, type Figure } from './figure.ts';

const pairs = 30;

/** What the relay costs a learner: `docker run --rm busybox true`, directly and through it, in turn. */
export async function benchRelay(): Promise<readonly Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'isolab-bench-'));
  const signal = AbortSignal.timeout(600_000);
  const direct: number[] = [];
  const relayed: number[] = [];
  try {
    await using engine = await openEngine({ env: process.env, log: silentLog }, signal);
    await using relay = await openRelay(engine.endpoint, join(folder, 'r.sock'), silentLog);
    for (let pair = 0; pair < pairs; pair++) {
      direct.push(await runOnce(engine.endpoint.address));
      relayed.push(await runOnce(relay.dockerHost));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const ratio = median(relayed) / median(direct);
  return [
    { name: 'docker run --rm busybox true, directly', value: median(direct), unit: 'ms' },
    { name: 'the same through the relay', value: median(relayed), unit: 'ms' },
    {
      name: 'through the relay / directly',
      value: ratio,
      unit: 'times',
      goal: 'at most 1.03',
      isReached: ratio <= 1.03,
    },
  ];
}

async function runOnce(host: string): Promise<number> {
  const start = performance.now();
  const child = spawn('docker', ['run', '--rm', 'busybox', 'true'], {
    env: { ...process.env, DOCKER_HOST: host },
    stdio: 'ignore',
  });
  await once(child, 'exit');
  if (child.exitCode !== 0) throw new Error(`docker ended with ${String(child.exitCode)}`);
  return performance.now() - start;
}
