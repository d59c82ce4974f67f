import { constants } from 'node:fs';
import { open, readdir, realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { t } from '../base/l10n.ts';
import { quote } from '../base/quote.ts';
import type { LabFile } from './lab.ts';

const maxTextBytes = 256 * 1024;
const maxFileBytes = 16 * 1024 * 1024;
const maxFiles = 1000;

/** A text of the lab, or in words why it cannot be had. Line ends are \n, a byte order mark is taken off. */
export type ReadText = { readonly text: string } | { readonly failure: string };

/** Reads one text file of a lab. Never outside its folder, be it by `..`, an absolute path or a link. */
export async function readLabText(folder: string, path: string): Promise<ReadText> {
  if (!isInside(path)) return { failure: t('{0} leads out of the lab’s folder.', quote(path)) };
  try {
    const [root, real] = await Promise.all([realpath(folder), realpath(join(folder, path))]);
    if (!real.startsWith(root + sep))
      return { failure: t('{0} is a link that leads out of the lab’s folder.', quote(path)) };
    // Without blocking: a named pipe in place of the file must not hold the loader.
    await using file = await open(real, constants.O_RDONLY | constants.O_NONBLOCK);
    const { size, isFile } = await statOf(file);
    if (!isFile) return { failure: t('{0} is not a file.', quote(path)) };
    if (size > maxTextBytes)
      return {
        failure: t('{0} is too large: {1} bytes, at most {2}.', quote(path), size, maxTextBytes),
      };
    return {
      text: new TextDecoder('utf-8', { fatal: true })
        .decode(await file.readFile())
        .replaceAll(/\r\n?/gu, '\n'),
    };
  } catch (error) {
    return { failure: describeFailure(path, error) };
  }
}

/** What lies below the lab's `files/`, folders before what is in them; links and other special files are refused. */
export async function listLabFiles(
  folder: string,
): Promise<{ readonly files: readonly LabFile[]; readonly failures: readonly string[] }> {
  const root = join(folder, 'files');
  const files: LabFile[] = [];
  const failures: string[] = [];
  const list = async (path: string): Promise<void> => {
    const entries = await readdir(join(root, path), { withFileTypes: true }).catch(ignoreMissing);
    for (const entry of [...entries].sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const inner = path === '' ? entry.name : `${path}/${entry.name}`;
      if (files.length >= maxFiles) return;
      if (entry.isDirectory()) {
        files.push({ path: inner, isFolder: true });
        await list(inner);
      } else if (entry.isFile()) {
        const { size } = await stat(join(root, inner));
        if (size > maxFileBytes)
          failures.push(
            t(
              '{0} is too large: {1} bytes, at most {2}.',
              quote(`files/${inner}`),
              size,
              maxFileBytes,
            ),
          );
        files.push({ path: inner, isFolder: false });
      } else {
        failures.push(
          t(
            '{0} is a link or a special file: only files and folders are copied.',
            quote(`files/${inner}`),
          ),
        );
      }
    }
  };
  await list('');
  if (files.length >= maxFiles)
    failures.push(t('{0} holds too many files: at most {1}.', quote('files/'), maxFiles));
  return { files, failures };
}

function isInside(path: string): boolean {
  return (
    path !== '' &&
    !/^(?:[/\\]|[A-Za-z]:)/u.test(path) &&
    !path.split(/[/\\]/u).includes('..') &&
    !path.includes('\0')
  );
}

async function statOf(file: {
  stat(): Promise<{ size: number; isFile(): boolean }>;
}): Promise<{ readonly size: number; readonly isFile: boolean }> {
  const stats = await file.stat();
  return { size: stats.size, isFile: stats.isFile() };
}

function describeFailure(path: string, error: unknown): string {
  if (!(error instanceof Error)) throw error;
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR')
    return t('There is no file {0} in the lab’s folder.', quote(path));
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return t('{0} is not UTF-8 text.', quote(path));
  return t('{0} cannot be read: {1}', quote(path), error.message);
}

function ignoreMissing(error: unknown): [] {
  if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
  throw error;
}
