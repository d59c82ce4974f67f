import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadLab } from '../../../extension/core/lab/load.ts';
import type { LoadedLab } from '../../../extension/core/lab/lab.ts';
import { formatProblem } from '../../../extension/core/lab/problem.ts';

/** A manifest without anything wrong in it; its step's prose is in `1.md`. */
export const goodManifest = `title: Publish a port
summary: Reach a server.
minutes: 5
steps:
  - id: one
    title: One
    text: 1.md
    tasks:
      - id: published
        says: Publish it
        check: { container: { name: site } }
        solution: docker run --name site busybox
`;

/** Writes a lab into a folder of its own, and removes it after `use`. */
export async function withLab<T>(
  files: Readonly<Record<string, string | Uint8Array>>,
  use: (folder: string) => Promise<T>,
): Promise<T> {
  const root = await mkdtemp(join(tmpdir(), 'isolab-lab-'));
  const folder = join(root, 'docker', 'lab');
  try {
    for (const [path, content] of Object.entries({ '1.md': 'Do it.\n', ...files })) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), content);
    }
    return await use(folder);
  } finally {
    await rm(root, { recursive: true });
  }
}

/** Loads a lab of these files. */
export async function load(
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<LoadedLab> {
  return withLab(files, loadLab);
}

/** The problems of a lab of these files, one line each. */
export async function problemsOf(
  files: Readonly<Record<string, string | Uint8Array>>,
): Promise<readonly string[]> {
  return (await load(files)).problems.map(formatProblem);
}
