import { t } from '../base/l10n.ts';
import type { FileContent } from './fileContent.ts';
import type { FileVersion } from './fileVersions.ts';

/** What an editor shows of a file: its text, or sentences in its place that tell two files apart. */
export function textOf(version: FileVersion | undefined): string {
  if (version === undefined) return '';
  const { file, content } = version;
  if (file.kind === 'symlink') return t('A symbolic link to {0}', file.target ?? '');
  if (content === undefined) return t('Nothing that can be shown as text.');
  if (content.bytes === undefined) return t('Too large to be shown.') + factsOf(content);
  if (isBinary(content.bytes)) return t('Not a text.') + factsOf(content);
  return content.bytes.toString();
}

/** As Git tells: a text has no NUL among its first 8,000 bytes (git: xdiff-interface.c, buffer_is_binary). */
function isBinary(bytes: Buffer): boolean {
  return bytes.subarray(0, 8000).includes(0);
}

function factsOf({ sizeBytes, sha256 }: FileContent): string {
  return `\n\n${t('{0} bytes', sizeBytes.toLocaleString('en'))}\nSHA-256 ${sha256}\n`;
}
