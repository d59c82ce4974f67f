import * as z from 'zod';
import { t } from '../base/l10n.ts';
import { wantedNumber } from './comparison.ts';
import { textOfForm } from './form.ts';
import { addressSchema, referenceSchema, repositorySchema } from './registryName.ts';

const shares = z.strictObject({
  with: referenceSchema.describe('The other image.'),
  layers: wantedNumber.optional().describe('How many layers both have; at least 1.'),
});

/** What a check asks about a registry. */
export const registrySchema = z
  .strictObject({
    at: addressSchema.describe('The address of a registry on this machine: localhost:5000.'),
    wantsLogin: z.boolean().optional().describe('Whether it lets nobody in without a login.'),
    as: z
      .strictObject({
        user: textOfForm(/^[^:]+$/u, () => t('a name without a colon')).describe('The name.'),
        password: z.string().min(1).describe('The password.'),
      })
      .optional()
      .describe('It lets this user in; all else is asked as this user.'),
    repositories: z
      .array(repositorySchema)
      .min(1)
      .optional()
      .describe('Names that its catalogue lists: [team/hello].'),
    tags: z
      .record(repositorySchema, z.array(z.string().min(1)).min(1))
      .optional()
      .describe('Tags that repositories have: { team/hello: ["1.0", latest] }.'),
    image: z
      .strictObject({
        ref: referenceSchema.describe('Its name without the address: team/hello:1.0.'),
        sameAs: referenceSchema.optional().describe('Another reference with the same digest.'),
        differs: referenceSchema.optional().describe('Another reference with another digest.'),
        shares: shares.optional().describe('Layers that are stored once for it and another image.'),
      })
      .optional()
      .describe('An image that it has.'),
    absent: z
      .literal(true)
      .optional()
      .describe('It has no such repository, tags or image; without any of them, it is not there.'),
  })
  .describe('A registry on this machine, and what it has.');

/** A check about a registry. */
export type RegistrySpec = z.infer<typeof registrySchema>;
