import type * as z from 'zod';
import { t } from '../base/l10n.ts';
import { textOfForm } from './form.ts';

// The grammar of names and tags: https://pkg.go.dev/github.com/distribution/reference.
const component = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const repository = `${component}(?:/${component})*`;
const reference = new RegExp(
  `^(${repository})(?::([\\w][\\w.-]{0,127})|@(sha256:[0-9a-f]{64}))?$`,
  'u',
);

/** The address of a registry on this machine: a check asks no other. */
export const addressSchema: z.ZodType<string> = textOfForm(
  /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]):\d{1,5}$/u,
  () => t('the address of a registry on this machine, as in localhost:5000'),
);

/** The name of a repository in a registry, without the address. */
export const repositorySchema: z.ZodType<string> = textOfForm(
  new RegExp(`^${repository}$`, 'u'),
  () => t('a name in the registry, without its address, as in team/hello'),
);

/** What a registry has under a tag or a digest, without the address. */
export const referenceSchema: z.ZodType<string> = textOfForm(reference, () =>
  t('a name in the registry, without its address, as in team/hello:1.0'),
);

/** Where the API has the manifest that a reference means. */
export function manifestPath(text: string): string {
  const [, name = '', tag = 'latest', digest = tag] = reference.exec(text) ?? [];
  return `/v2/${name}/manifests/${digest}`;
}
