import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { loadavg } from 'node:os';
import { silentLog } from '../../extension/core/base/log.ts';
import { openEngine } from '../../extension/core/engine/engine.ts';
import { startTapeHere } from '../../extension/core/kernel/tape/inProcess.ts';
import { readTape } from '../../extension/core/kernel/tape/reader.ts';
import type { NoTape, Tape } from '../../extension/core/kernel/tape/tape.ts';
import { helperImage } from '../../extension/core/machine/helperContainer.ts';
import { openTapeContainer } from '../../extension/core/machine/tapeContainer.ts';
import { mountTracefs } from '../kernel/tracefs.ts';
import { median, type Figure } from './figure.ts';

const rounds = 12;
const runsEach = 5;
const goal = 1.05;
const signal = AbortSignal.timeout(900_000);

/** What a tape that is open costs a learner: `docker run --rm busybox true` without one and with each kind, in turn. */
export async function benchTape(): Promise<readonly Figure[]> {
  await using engine = await openEngine({ env: process.env, log: silentLog }, signal);
  const tapes = {
    'in process': () => readTape(startTapeHere(silentLog), silentLog, signal),
    'by the helper': () => openTapeContainer(engine, helperImage, silentLog, signal),
  };
  const kinds = Object.keys(tapes) as (keyof typeof tapes)[];
  const without: number[] = [];
  const taped = { 'in process': [] as number[], 'by the helper': [] as number[] };
  const seen = { events: 0, lost: 0 };
  const turns = [
    () => runSome(without),
    ...kinds.map((kind) => () => runTaped(tapes[kind], taped[kind], seen)),
  ];
  for (let round = 0; round < rounds; round++) {
    const first = round % turns.length;
    for (const turn of [...turns.slice(first), ...turns.slice(0, first)]) await turn();
  }
  await using tracefs = await mountTracefs();
  return [
    { name: 'load at the end', value: loadavg()[0] ?? NaN, unit: '' },
    { name: 'tapes of others, which cost all', value: tracefs.instances().length, unit: '' },
    { name: 'docker run --rm busybox true, without a tape', value: median(without), unit: 'ms' },
    ...kinds.flatMap((kind) => {
      const ratio = median(taped[kind]) / median(without);
      const limit = { goal: `at most ${goal}`, isReached: ratio <= goal };
      return [
        { name: `the same with a tape, ${kind}`, value: median(taped[kind]), unit: 'ms' },
        { name: `with / without, medians, ${kind}`, value: ratio, unit: 'times', ...limit },
      ];
    }),
    {
      name: 'events for each run',
      value: seen.events / taped['in process'].length / kinds.length,
      unit: '',
    },
    { name: 'lost', value: seen.lost, unit: 'events', goal: 'none', isReached: seen.lost === 0 },
  ];
}

async function runTaped(
  open: () => Promise<Tape | NoTape>,
  took: number[],
  seen: { events: number; lost: number },
): Promise<void> {
  const opened = await open();
  if (!('flush' in opened)) throw new Error(opened.reason);
  await using tape = opened;
  tape.onDidWrite((some) => {
    seen.events += some.length;
    for (const event of some) if (event.kind === 'lost') seen.lost += event.count;
  });
  await runSome(took);
  await tape.flush(signal);
}

/** To open and close a tape has its own cost, paid once for a lab: the first run is not counted. */
async function runSome(took: number[]): Promise<void> {
  await runOnce();
  for (let run = 0; run < runsEach; run++) took.push(await runOnce());
}

async function runOnce(): Promise<number> {
  const start = performance.now();
  const child = spawn('docker', ['run', '--rm', 'busybox', 'true'], { stdio: 'ignore' });
  await once(child, 'exit');
  if (child.exitCode !== 0) throw new Error(`docker ended with ${String(child.exitCode)}`);
  return performance.now() - start;
}
