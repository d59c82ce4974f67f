import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { loadavg } from 'node:os';
import { silentLog } from '../../extension/core/base/log.ts';
import { openEngine } from '../../extension/core/engine/engine.ts';
import { tapeEvents } from '../../extension/core/kernel/tape/events.ts';
import { startTapeHere } from '../../extension/core/kernel/tape/inProcess.ts';
import { readTape } from '../../extension/core/kernel/tape/reader.ts';
import { helperImage } from '../../extension/core/machine/helperContainer.ts';
import { openTapeContainer } from '../../extension/core/machine/tapeContainer.ts';
import { opened } from '../kernel/opened.ts';
import { mountTracefs } from '../kernel/tracefs.ts';
import { median, type Figure } from './figure.ts';

const triples = 150;
const goal = 1.05;
const signal = AbortSignal.timeout(900_000);

/**
 * What a tape costs a learner: `docker run --rm busybox true` without one and with each kind, in turn. Both are open all
 * the while, for a tape is opened once for a lab, and one that is not measured hears of nothing.
 */
export async function benchTape(): Promise<readonly Figure[]> {
  await using engine = await openEngine({ env: process.env, log: silentLog }, signal);
  await using tracefs = await mountTracefs();
  const others = tracefs.instances();
  await using here = opened(await readTape(startTapeHere(silentLog), silentLog, signal));
  const [hereName = ''] = tracefs.instances().filter((name) => !others.includes(name));
  await using helper = opened(await openTapeContainer(engine, helperImage, silentLog, signal));
  const known = [...others, hereName];
  const [helperName = ''] = tracefs.instances().filter((name) => !known.includes(name));
  const tapes = [
    { kind: 'in process', tape: here, name: hereName, took: [] as number[] },
    { kind: 'by the helper', tape: helper, name: helperName, took: [] as number[] },
  ];
  const seen = { events: 0, lost: 0 };
  for (const { tape, name } of tapes) {
    tape.onDidWrite((some) => {
      seen.events += some.length;
      for (const event of some) if (event.kind === 'lost') seen.lost += event.count;
    });
    tracefs.turn(name, tapeEvents, false);
  }
  const without: number[] = [];
  const turns = [
    async () => void without.push(await runOnce()),
    ...tapes.map(({ tape, name, took }) => async () => {
      tracefs.turn(name, tapeEvents, true);
      took.push(await runOnce());
      await tape.flush(signal);
      tracefs.turn(name, tapeEvents, false);
    }),
  ];
  for (let triple = 0; triple < triples; triple++) {
    const first = triple % turns.length;
    for (const turn of [...turns.slice(first), ...turns.slice(0, first)]) await turn();
  }
  return [
    { name: 'load at the end', value: loadavg()[0] ?? NaN, unit: '' },
    { name: 'tapes of others, which cost all', value: others.length, unit: '' },
    { name: 'docker run --rm busybox true, without a tape', value: median(without), unit: 'ms' },
    ...tapes.flatMap(({ kind, took }) => {
      const ratio = median(took.map((ms, index) => ms / (without[index] ?? NaN)));
      const limit = { goal: `at most ${goal}`, isReached: ratio <= goal };
      return [
        { name: `the same with a tape, ${kind}`, value: median(took), unit: 'ms' },
        {
          name: `with / without, median of ${triples} pairs, ${kind}`,
          value: ratio,
          unit: 'times',
          ...limit,
        },
      ];
    }),
    {
      name: 'events for each run',
      value: seen.events / triples / tapes.length,
      unit: '',
    },
    { name: 'lost', value: seen.lost, unit: 'events', goal: 'none', isReached: seen.lost === 0 },
  ];
}

async function runOnce(): Promise<number> {
  const start = performance.now();
  const child = spawn('docker', ['run', '--rm', 'busybox', 'true'], { stdio: 'ignore' });
  await once(child, 'exit');
  if (child.exitCode !== 0) throw new Error(`docker ended with ${String(child.exitCode)}`);
  return performance.now() - start;
}
