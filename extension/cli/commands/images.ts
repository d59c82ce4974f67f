import { t } from '../../core/base/l10n.ts';
import { wrongUsage } from '../../core/base/errors.ts';
import { loadBundle } from '../../core/recipe/bundle/load.ts';
import { saveBundle } from '../../core/recipe/bundle/save.ts';
import { listRecipes } from '../../core/recipe/recipe.ts';
import { exitCodes, type CliCommand, type ExitCode } from '../command.ts';
import type { Context } from '../context.ts';
import { readLabs } from '../findLab.ts';
import { readyImages } from '../openLab.ts';

/** `isolab images`: the images that labs need. JSON: `{ images: [{ reference, isThere }] }`. */
export const images: CliCommand = {
  name: 'images',
  usage: 'images [build | save FILE | load FILE]',
  summary: t(
    'Show the images that labs need, make them, or carry them in a file to machines without a network.',
  ),
  options: {},
  help: {
    build: t('make what is missing: from a registry where one answers, else from its recipe'),
    'save FILE': t('make what is missing, then write all of them into one file'),
    'load FILE': t('load them from such a file'),
  },
  arity: { min: 0, max: 2 },
  async run({ positionals: [action, file] }, context, signal) {
    const usage = t('Usage: isolab {0}', images.usage);
    const references = await neededImages(context);
    const { note } = context.output;
    switch (action) {
      case undefined:
        break;
      case 'build':
        await readyImages(references, context, signal);
        break;
      case 'save':
        if (file === undefined) throw wrongUsage(t('Name the file to write.'), usage);
        await readyImages(references, context, signal);
        await saveBundle(await context.engine(signal), references, file, note, signal);
        break;
      case 'load':
        if (file === undefined) throw wrongUsage(t('Name the file to read.'), usage);
        await loadBundle(await context.engine(signal), file, note, signal);
        break;
      default:
        throw wrongUsage(t('There is no action "{0}".', action), usage);
    }
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
