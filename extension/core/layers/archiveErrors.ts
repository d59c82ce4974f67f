import { IsolabError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';

/** An archive of an image is cut off, damaged, or no such archive. */
export function archiveUnreadable(why: string, cause?: unknown): IsolabError {
  return new IsolabError(
    'image-archive-unreadable',
    t('The archive of the image cannot be read: {0}', why),
    t('Save the image again: docker save -o FILE IMAGE. If it stays so, build or pull it anew.'),
    cause,
  );
}

/** An archive has something that no image needs, and that would harm who unpacks it. */
export function archiveHostile(what: string): IsolabError {
  return new IsolabError(
    'image-archive-hostile',
    t('The archive of the image is not to be trusted: {0}', what),
    t('Do not run or unpack this image. Ask whoever made it.'),
  );
}

/** The engine has no image of this name. */
export function imageUnknown(reference: string): IsolabError {
  return new IsolabError(
    'image-unknown',
    t('There is no image {0} on the engine.', reference),
    t('docker images shows those that are there; docker pull or docker build adds one.'),
  );
}
