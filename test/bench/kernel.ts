import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { execa } from 'execa';
import { silentLog } from '../../extension/core/base/log.ts';
import { openInProcessProbe } from '../../extension/core/kernel/inProcess/open.ts';
import { docker, startDocker } from '../engine/servers.ts';
import { namespaceCpuMs, ownCpuMs, programCpuMs } from './cpuTime.ts';
import { median, type Figure } from './figure.ts';

const signal = AbortSignal.timeout(30 * 60_000);

/** What a reading of the kernel costs, against the tools that a person would use, in one run on one machine. */
export async function benchKernel(): Promise<readonly Figure[]> {
  return [...(await withContainers(200)), ...(await withProcesses(5000))];
}

async function withContainers(count: number): Promise<readonly Figure[]> {
  await using server = await startDocker();
  const { stdout: image } = await execa('docker', ['save', 'busybox:latest'], {
    encoding: 'buffer',
  });
  await execa('docker', ['-H', server.address, 'load'], { input: image });
  const run = ['run', '-d', '--network', 'none', 'busybox:latest', 'sleep', '100000'];
  for (let made = 0; made < count; made++) await docker(server.address, run);
  const dockerd = findProcess('dockerd', server.address);
  const reading = await readingCpuMs(7);
  const lsns = median(await times(5, () => programCpuMs('lsns', '-J')));
  const stats = median(
    await times(3, async () => {
      const before = namespaceCpuMs(dockerd);
      const client = await programCpuMs('docker', '-H', server.address, 'stats', '--no-stream');
      return client + namespaceCpuMs(dockerd) - before;
    }),
  );
  const where = `${count} containers, ${countProcesses()} processes`;
  return [
    { name: `a reading of the kernel, ${where}`, value: reading, unit: 'ms CPU' },
    { name: `lsns -J, ${where}`, value: lsns, unit: 'ms CPU' },
    { name: `docker stats --no-stream, ${where}`, value: stats, unit: 'ms CPU' },
    ratio('lsns -J against a reading', lsns / reading, 8),
    ratio('docker stats against a reading', stats / reading, 100),
    { name: 'ten cgroups, read again', value: await cgroupsCpuMs(), unit: 'ms CPU' },
  ];
}

async function withProcesses(count: number): Promise<readonly Figure[]> {
  const script = `for i in $(seq ${count}); do busybox sleep 100000 & done; echo; wait`;
  const crowd = spawn('unshare', ['--pid', '--fork', '--kill-child', 'sh', '-c', script]);
  try {
    await once(crowd.stdout, 'data'); // all have been started
    const reading = await readingCpuMs(3);
    const lsns = await programCpuMs('lsns', '-J');
    const where = `${countProcesses()} processes`;
    return [
      { name: `a reading of the kernel, ${where}`, value: reading, unit: 'ms CPU' },
      { name: `lsns -J, ${where}`, value: lsns, unit: 'ms CPU' },
      ratio(`lsns -J against a reading, ${where}`, lsns / reading, 8),
    ];
  } finally {
    crowd.kill('SIGKILL');
  }
}

/** The median over batches of ten readings, of which one reads everything anew. */
async function readingCpuMs(batches: number): Promise<number> {
  await using probe = await openInProcessProbe(silentLog);
  await probe.snapshot(signal);
  const batch = async (): Promise<number> =>
    (await ownCpuMs(() => times(10, () => probe.snapshot(signal)))) / 10;
  return median(await times(batches, batch));
}

async function cgroupsCpuMs(): Promise<number> {
  await using probe = await openInProcessProbe(silentLog);
  const { cgroups } = await probe.snapshot(signal);
  const some = cgroups.slice(-10);
  await probe.cgroups(some, signal);
  return median(await times(20, () => ownCpuMs(() => probe.cgroups(some, signal))));
}

async function times<T>(count: number, measure: () => Promise<T>): Promise<readonly T[]> {
  const results: T[] = [];
  for (let done = 0; done < count; done++) results.push(await measure());
  return results;
}

function ratio(name: string, value: number, least: number): Figure {
  return { name, value, unit: '×', goal: `at least ${least}`, isReached: value >= least };
}

function countProcesses(): number {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name)).length;
}

function findProcess(name: string, argument: string): number {
  for (const pid of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      if (args[0] === name && args.includes(argument)) return Number(pid);
    } catch {
      continue; // it ended meanwhile
    }
  }
  throw new Error(`no process ${name}`);
}
