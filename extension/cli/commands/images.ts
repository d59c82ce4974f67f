import { t } from '../../core/base/l10n.ts';
import { wrongUsage } from '../../core/base/errors.ts';
import { listRecipes } from '../../core/recipe/recipe.ts';
import { exitCodes, type CliCommand, type ExitCode } from '../command.ts';
import type { Context } from '../context.ts';
import { readLabs } from '../findLab.ts';
import { readyImages } from '../openLab.ts';

/** `isolab images`: the images that labs need. JSON: `{ images: [{ reference, isThere }] }`. */
export const images: CliCommand = {
  name: 'images',
  usage: 'images [build]',
  summary: t('Show the images that labs need, or make those that are missing.'),
  options: {},
  help: {
    build: t('make what is missing: from a registry where one answers, else from its recipe'),
  },
  arity: { min: 0, max: 1 },
  async run({ positionals: [action] }, context, signal) {
    if (action !== undefined && action !== 'build') {
      throw wrongUsage(
        t('There is no action "{0}".', action),
        t('Usage: isolab {0}', images.usage),
      );
    }
    const references = await neededImages(context);
    if (action === 'build') await readyImages(references, context, signal);
    return tell(references, context, signal);
  },
};

async function neededImages({ labsFolder, recipesFolder }: Context): Promise<readonly string[]> {
  const labs = await readLabs(labsFolder);
  const recipes = await listRecipes(recipesFolder);
  return [
    ...new Set([
      ...recipes.map(({ tags: [tag] }) => tag),
      ...labs.flatMap(({ lab }) => lab?.images ?? []),
    ]),
  ];
}

async function tell(
  references: readonly string[],
  context: Context,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { output } = context;
  const engine = await context.engine(signal);
  const found = await Promise.all(
    references.map(async (reference) => ({
      reference,
      isThere: (await engine.image(reference, signal)) !== undefined,
    })),
  );
  output.json({ images: found });
  for (const { reference, isThere } of found) {
    const sign = isThere ? output.paint('green', `✓ ${t('there')}`) : `✗ ${t('missing')}`;
    output.line(`${sign}  ${reference}`);
  }
  return found.every(({ isThere }) => isThere) ? exitCodes.done : exitCodes.notPassed;
}
