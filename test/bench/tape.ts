import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { loadavg } from 'node:os';
import { silentLog } from '../../extension/core/base/log.ts';
import { startTapeHere } from '../../extension/core/kernel/tape/inProcess.ts';
import { readTape } from '../../extension/core/kernel/tape/reader.ts';
import { mountTracefs } from '../kernel/tracefs.ts';
import { median, type Figure } from './figure.ts';

const pairs = 30;
const goal = 1.05;
const signal = AbortSignal.timeout(600_000);

/** What the tape costs a learner: `docker run --rm busybox true` with and without it, in turn, first one and then the other. */
export async function benchTape(): Promise<readonly Figure[]> {
  const without: number[] = [];
  const taped: number[] = [];
  let events = 0;
  let lost = 0;
  const withTape = async (): Promise<void> => {
    const opened = await readTape(startTapeHere(silentLog), silentLog, signal);
    if (!('flush' in opened)) throw new Error(opened.reason);
    await using tape = opened;
    tape.onDidWrite((some) => {
      events += some.length;
      for (const event of some) if (event.kind === 'lost') lost += event.count;
    });
    taped.push(await runOnce());
  };
  const withoutTape = async (): Promise<void> => void without.push(await runOnce());
  await runOnce();
  for (let pair = 0; pair < pairs; pair++) {
    const both = [withTape, withoutTape];
    for (const run of pair % 2 === 0 ? both : both.reverse()) await run();
  }
  await using tracefs = await mountTracefs();
  const ratio = median(taped) / median(without);
  return [
    { name: 'load at the end', value: loadavg()[0] ?? NaN, unit: '' },
    { name: 'tapes of others, which cost both', value: tracefs.instances().length, unit: '' },
    { name: 'docker run --rm busybox true, without a tape', value: median(without), unit: 'ms' },
    { name: 'the same with a tape', value: median(taped), unit: 'ms' },
    {
      name: 'with / without, medians',
      value: ratio,
      unit: 'times',
      goal: `at most ${goal}`,
      isReached: ratio <= goal,
    },
    { name: 'events for each run', value: events / pairs, unit: '' },
    { name: 'lost', value: lost, unit: 'events', goal: 'none', isReached: lost === 0 },
  ];
}

async function runOnce(): Promise<number> {
  const start = performance.now();
  const child = spawn('docker', ['run', '--rm', 'busybox', 'true'], { stdio: 'ignore' });
  await once(child, 'exit');
  if (child.exitCode !== 0) throw new Error(`docker ended with ${String(child.exitCode)}`);
  return performance.now() - start;
}
