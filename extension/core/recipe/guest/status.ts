import { findGuest, guestBytes } from './guestImage.ts';
import { guestVariants, ownArch, readGuestRecipe, type GuestVariant } from './guestRecipe.ts';

/** Whether a guest is in the cache, as its recipe is now. */
export interface GuestStatus {
  readonly variant: GuestVariant;
  /** How it is called among the images: guest/base. */
  readonly reference: string;
  readonly isThere: boolean;
  /** 0 when it is missing. */
  readonly sizeBytes: number;
}

/** Which guests are there for this machine. */
export async function listGuests(
  labsFolder: string,
  cacheFolder: string,
): Promise<readonly GuestStatus[]> {
  const { hash } = await readGuestRecipe(labsFolder);
  return Promise.all(
    guestVariants.map(async (variant) => {
      const image = await findGuest(cacheFolder, { variant, arch: ownArch(), hash });
      return {
        variant,
        reference: `guest/${variant}`,
        isThere: image !== undefined,
        sizeBytes: image === undefined ? 0 : await guestBytes(image),
      };
    }),
  );
}
