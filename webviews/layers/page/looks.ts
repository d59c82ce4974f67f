import { t } from '../../../extension/core/base/l10n.ts';
import type { FilesLook } from '../protocol.ts';
import type { LayerEntry } from './file.ts';

/** How each change is written: a sign, a word and a colour that say the same. */
export const changeLooks = {
  added: { sign: '+', icon: 'diff-added', word: () => t('added') },
  changed: { sign: '~', icon: 'diff-modified', word: () => t('changed') },
  removed: { sign: '−', icon: 'diff-removed', word: () => t('removed') },
};

/** What of an image’s files can be shown. */
export const fileLooks: Readonly<Record<FilesLook, { icon: string; title: () => string }>> = {
  changes: { icon: 'diff', title: () => t('This layer') },
  union: { icon: 'layers', title: () => t('All up to here') },
  wasted: { icon: 'trash', title: () => t('Wasted') },
};

/** A picture for each kind of file, and its word. */
export const kindLooks: Readonly<Record<LayerEntry['kind'], { icon: string; word: () => string }>> =
  {
    file: { icon: 'file', word: () => t('file') },
    folder: { icon: 'folder', word: () => t('folder') },
    symlink: { icon: 'file-symlink-file', word: () => t('symbolic link') },
    hardlink: { icon: 'link', word: () => t('hard link') },
    device: { icon: 'chip', word: () => t('device') },
    fifo: { icon: 'arrow-both', word: () => t('named pipe') },
  };

/** What happened to a file, in words. */
export function whatOf({ change, layer, hiddenBy }: LayerEntry, look: FilesLook): string {
  if (look === 'union') return t('from layer {0}', layer);
  const word = change === '' ? '' : changeLooks[change].word();
  if (look === 'wasted') return t('of layer {0}, {1} by layer {2}', layer, word, hiddenBy);
  return hiddenBy === 0 ? word : t('{0}, hidden by layer {1}', word, hiddenBy);
}
