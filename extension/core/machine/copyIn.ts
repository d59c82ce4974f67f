import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { pack } from 'tar-stream';
import { buffer } from 'node:stream/consumers';
import { IsolabError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { Machine } from './machine.ts';

/** Copies these files and folders, by their paths below `from`, into the learner's folder on a machine. */
export async function copyIn(
  machine: Pick<Machine, 'run' | 'title'>,
  from: string,
  files: readonly { readonly path: string; readonly isFolder: boolean }[],
  signal: AbortSignal,
): Promise<void> {
  if (files.length === 0) return;
  const archive = pack();
  for (const { path, isFolder } of files) {
    const { mode } = await stat(join(from, path));
    const header = { name: path, mode: mode & 0o777 };
    if (isFolder) archive.entry({ ...header, type: 'directory' });
    else archive.entry(header, await readFile(join(from, path)));
  }
  archive.finalize();
  const input = (await buffer(archive)).toString('base64');
  const unpack = { program: 'sh', args: ['-c', 'base64 -d | tar -xo'], input };
  const { exitCode, stderr, failure } = await machine.run(unpack, signal);
  if (exitCode === 0) return;
  throw new IsolabError(
    'files-not-copied',
    t('The lab’s files could not be copied to {0}: {1}', machine.title, failure ?? stderr.trim()),
    t('Reset the lab to try it again.'),
  );
}
