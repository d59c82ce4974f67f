import { cacheFolder } from '../../core/base/cacheFolder.ts';
import { wrongUsage } from '../../core/base/errors.ts';
import { t } from '../../core/base/l10n.ts';
import { loadBundle } from '../../core/recipe/bundle/load.ts';
import { saveBundle } from '../../core/recipe/bundle/save.ts';
import { ensureGuest } from '../../core/recipe/guest/ensureGuest.ts';
import { canMakeHere } from '../../core/recipe/guest/make.ts';
import type { GuestImage } from '../../core/recipe/guest/guestImage.ts';
import { guestVariants } from '../../core/recipe/guest/guestRecipe.ts';
import { listGuests } from '../../core/recipe/guest/status.ts';
import { listRecipes } from '../../core/recipe/recipe.ts';
import { exitCodes, type CliCommand, type ExitCode } from '../command.ts';
import type { Context } from '../context.ts';
import { readLabs } from '../findLab.ts';
import { readyImages } from '../openLab.ts';
import type { Output } from '../output.ts';
import { table } from '../table.ts';
import { showLayers } from './showLayers.ts';

/**
 * `isolab images`: the images and guests that labs need. JSON: `{ images, guests }`, each a list of
 * `{ reference, isThere, sizeBytes }`; of `load` they are those of the bundle.
 */
export const images: CliCommand = {
  name: 'images',
  usage: 'images [list | build | show IMAGE | save FILE | load FILE]',
  summary: t(
    'Show the images that labs need, make them, or carry them in a file to machines without a network.',
  ),
  options: {},
  help: {
    build: t('make what is missing: from a registry where one answers, else from its recipe'),
    'show IMAGE': t('show the layers of an image, and what each of them did'),
    'save FILE': t('make what is missing, then write all of them into one file'),
    'load FILE': t('load them from such a file'),
  },
  arity: { min: 0, max: 2 },
  async run({ positionals: [action, file] }, context, signal) {
    const usage = t('Usage: isolab {0}', images.usage);
    if (action === 'show') {
      if (file === undefined) throw wrongUsage(t('Name the image.'), usage);
      return showLayers(file, context, signal);
    }
    const references = await neededImages(context);
    const { note } = context.output;
    switch (action) {
      case undefined:
      case 'list':
        break;
      case 'build':
        await readyGuests(context, signal);
        await readyImages(references, context, signal);
        break;
      case 'save': {
        if (file === undefined) throw wrongUsage(t('Name the file to write.'), usage);
        const guests = await readyGuests(context, signal);
        await readyImages(references, context, signal);
        const engine = await context.engine(signal);
        await saveBundle(engine, { references, guests }, file, note, signal);
        break;
      }
      case 'load': {
        if (file === undefined) throw wrongUsage(t('Name the file to read.'), usage);
        const targets = {
          engine: (abort: AbortSignal) => context.engine(abort),
          cacheFolder: cacheFolder(),
        };
        const { images: loaded, guests } = await loadBundle(file, targets, note, signal);
        context.output.json({ images: loaded, guests });
        context.output.line(t('Loaded {0} images and {1} guests.', loaded.length, guests.length));
        return exitCodes.done;
      }
      default:
        throw wrongUsage(t('There is no action "{0}".', action), usage);
    }
    return tell(references, context, signal);
  },
};

async function neededImages({ labsFolder, recipesFolder }: Context): Promise<readonly string[]> {
  const labs = await readLabs(labsFolder);
  const recipes = await listRecipes(recipesFolder);
  const named = labs.flatMap(({ lab }) => lab?.images ?? []);
  const tagged = named.map((name) => (/:[^/]*$/.test(name) ? name : `${name}:latest`));
  return [...new Set([...recipes.map(({ tags: [tag] }) => tag), ...tagged])];
}

async function readyGuests(context: Context, signal: AbortSignal): Promise<readonly GuestImage[]> {
  const sources = {
    labsFolder: context.recipesFolder,
    cacheFolder: cacheFolder(),
    ...(canMakeHere() ? {} : { engine: await context.engine(signal) }),
  };
  const guests: GuestImage[] = [];
  for (const variant of guestVariants) {
    guests.push(await ensureGuest(variant, sources, context.output.note, signal));
  }
  return guests;
}

/** Guests can be looked at without an engine: where there is none, they are shown before it is missed. */
async function tell(
  references: readonly string[],
  context: Context,
  signal: AbortSignal,
): Promise<ExitCode> {
  const { output } = context;
  const guests = await listGuests(context.recipesFolder, cacheFolder());
  show(guests, output);
  const engine = await context.engine(signal);
  const found = await Promise.all(
    references.map(async (reference) => {
      const image = await engine.image(reference, signal);
      return { reference, isThere: image !== undefined, sizeBytes: image?.sizeBytes ?? 0 };
    }),
  );
  output.json({ images: found, guests });
  show(found, output);
  const isWhole = [...found, ...guests].every(({ isThere }) => isThere);
  return isWhole ? exitCodes.done : exitCodes.notPassed;
}

function show(
  found: readonly { reference: string; isThere: boolean; sizeBytes: number }[],
  output: Output,
): void {
  const sign = (isThere: boolean): string =>
    isThere ? output.paint('green', `✓ ${t('there')}`) : `✗ ${t('missing')}`;
  const size = (bytes: number): string => (bytes === 0 ? '' : `${Math.round(bytes / 1e6)} MB`);
  const rows = found.map(({ reference, isThere, sizeBytes }) => [
    ...[sign(isThere), reference.padEnd(25), size(sizeBytes).padStart(7)],
  ]);
  output.line(table(rows));
}
