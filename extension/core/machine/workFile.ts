import { constants } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { resolve, sep } from 'node:path';
import { IsolabError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { quote } from '../base/quote.ts';
import type { FileFacts } from './machine.ts';

const maxBytes = 64 * 1024;

/**
 * Reads a file of the learner's working folder, its first 64 KiB; `undefined` when there is none. Refuses what lies
 * outside, also where a link leads there.
 */
export async function readWorkFile(folder: string, path: string): Promise<FileFacts | undefined> {
  const root = await realpath(folder).catch((cause: unknown) => {
    throw workFolderGone(folder, cause);
  });
  const real = await realpath(resolve(root, path)).catch(ignoreMissing);
  if (real === undefined) return undefined;
  if (real !== root && !real.startsWith(root + sep)) throw outsideWorkFolder(path);
  // Without blocking: the learner may have made a named pipe.
  const handle = await open(real, constants.O_RDONLY | constants.O_NONBLOCK).catch(
    (cause: unknown) => {
      throw unreadableFile(path, cause);
    },
  );
  try {
    const stats = await handle.stat();
    const kind = stats.isFile() ? 'file' : stats.isDirectory() ? 'folder' : 'other';
    const buffer = Buffer.alloc(kind === 'file' ? Math.min(stats.size, maxBytes) : 0);
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, 0);
    return { text: buffer.toString('utf8', 0, bytesRead), mode: stats.mode & 0o7777, kind };
  } finally {
    await handle.close();
  }
}

function ignoreMissing(error: unknown): undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code !== 'ENOENT' && code !== 'ENOTDIR' && code !== 'ELOOP') throw error;
}

function workFolderGone(folder: string, cause: unknown): IsolabError {
  return new IsolabError(
    'work-folder-gone',
    t('Your working folder {0} is gone.', quote(folder)),
    t('Reset the lab to have it made again.'),
    cause,
  );
}

function outsideWorkFolder(path: string): IsolabError {
  return new IsolabError(
    'outside-work-folder',
    t('{0} leads out of your working folder.', quote(path)),
    t('Put a file there in place of the link.'),
  );
}

function unreadableFile(path: string, cause: unknown): IsolabError {
  return new IsolabError(
    'file-unreadable',
    t('{0} cannot be read.', quote(path)),
    t('Look at its permissions with ls -l.'),
    cause,
  );
}
