import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Readable } from 'node:stream';
import { execa } from 'execa';
import { pack } from 'tar-stream';
import { silentLog } from '../../extension/core/base/log.ts';
import { openEngine } from '../../extension/core/engine/engine.ts';
import { type Figure } from './figure.ts';

const tries = 5;
const megabyte = 1024 * 1024;
const image = `isolab-bench-${process.pid}:1`;
const cli = path.resolve(import.meta.dirname, '../../dist/cli.cjs');

/**
 * What `isolab images show`, as `npm run build` left it, takes for an image of 1 GB, beside `docker save` of it. In turn,
 * and the fastest of each: what else the machine does only makes them slower.
 */
export async function benchLayers(): Promise<readonly Figure[]> {
  const signal = AbortSignal.timeout(1_500_000);
  const folder = await mkdtemp(path.join(tmpdir(), 'isolab-bench-'));
  await using engine = await openEngine({ env: process.env, log: silentLog }, signal);
  const saves: number[] = [];
  const firsts: Look[] = [];
  const seconds: Look[] = [];
  try {
    const context = Readable.from(buildContext());
    await engine.imageStore.build(context, { tag: image, labels: {} }, () => {}, signal);
    for (let count = 0; count < tries; count += 1) {
      const cache = path.join(folder, String(count));
      const start = performance.now();
      await execa('docker', ['save', image], { stdout: 'ignore' });
      saves.push(performance.now() - start);
      firsts.push(await look(cache));
      seconds.push(await look(cache));
    }
  } finally {
    await execa('docker', ['rmi', '-f', image], { reject: false });
    await rm(folder, { recursive: true, force: true });
  }
  const fastest = (looks: readonly Look[]): number => Math.min(...looks.map(({ ms }) => ms));
  const peakMb = Math.max(...firsts.map((first) => first.peakMb));
  const ratio = fastest(firsts) / Math.min(...saves);
  const secondMs = fastest(seconds);
  return [
    { name: 'docker save of 1 GB to nowhere', value: Math.min(...saves) / 1000, unit: 's' },
    { name: 'reading its layers', value: fastest(firsts) / 1000, unit: 's' },
    {
      ...{ name: 'reading / saving', value: ratio, unit: 'times' },
      ...{ goal: 'at most 1.2', isReached: ratio <= 1.2 },
    },
    {
      ...{ name: 'memory while it is read', value: peakMb, unit: 'MB' },
      ...{ goal: 'at most 200', isReached: peakMb <= 200 },
    },
    {
      ...{ name: 'a second look, by another process', value: secondMs, unit: 'ms' },
      ...{ goal: 'at most 1000', isReached: secondMs <= 1000 },
    },
  ];
}

interface Look {
  readonly ms: number;
  readonly peakMb: number;
}

/** Says on leaving how much memory the process had at most (getrusage(2), ru_maxrss). */
const tellPeak =
  'data:text/javascript,process.on("exit",()=>console.error(process.resourceUsage().maxRSS))';

async function look(cache: string): Promise<Look> {
  const start = performance.now();
  const args = ['--import', tellPeak, cli, 'images', 'show', image];
  const env = { XDG_CACHE_HOME: cache };
  const { stderr } = await execa(process.execPath, args, { env, stdout: 'ignore' });
  const ms = performance.now() - start;
  return { ms, peakMb: Number(stderr.trim().split('\n').at(-1)) / 1024 };
}

/** Ten layers of a hundred megabytes each, which nothing compresses: few large files, and many small ones. */
async function* buildContext(): AsyncGenerator<Buffer> {
  const tar = pack();
  const fill = async (): Promise<void> => {
    const put = (name: string, content: Buffer | string): Promise<void> =>
      new Promise((resolve, reject) => {
        tar.entry({ name }, content as string, (error) => (error ? reject(error) : resolve()));
      });
    const layers = Array.from({ length: 10 }, (_, layer) => `l${layer}`);
    await put('Dockerfile', ['FROM scratch', ...layers.map((l) => `COPY ${l} /${l}`)].join('\n'));
    for (const layer of layers) {
      for (let file = 0; file < 9; file += 1) {
        await put(`${layer}/large-${file}`, randomBytes(10 * megabyte));
      }
      for (let file = 0; file < 2000; file += 1) {
        await put(`${layer}/small/${file % 40}/${file}`, randomBytes(5 * 1024));
      }
    }
    tar.finalize();
  };
  const filling = fill();
  yield* tar as unknown as AsyncIterable<Buffer>;
  await filling;
}
