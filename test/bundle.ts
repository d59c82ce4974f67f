import path from 'node:path';
import { build } from 'esbuild';

const folder = path.resolve(import.meta.dirname, 'output/programs');

/** Makes one file of a program of the tests, which begins in a fraction of the time that its sources take; gives its path. */
export async function bundle(program: string): Promise<string> {
  const outfile = path.join(folder, `${path.basename(program, '.ts')}.mjs`);
  const options = { bundle: true, platform: 'node', format: 'esm', packages: 'external' } as const;
  await build({ ...options, entryPoints: [program], outfile, target: 'node20', logLevel: 'error' });
  return outfile;
}
