import { cacheFolder } from '../../core/base/cacheFolder.ts';
import { t } from '../../core/base/l10n.ts';
import { imageUnknown } from '../../core/layers/archiveErrors.ts';
import { ImageReadings } from '../../core/layers/imageReadings.ts';
import { asInDockerfile } from '../../core/layers/instruction.ts';
import type { ImageLayers } from '../../core/layers/layer.ts';
import { changesOf, wastedBytes, type Change } from '../../core/layers/union.ts';
import { exitCodes, type ExitCode } from '../command.ts';
import type { Context } from '../context.ts';
import { table } from '../table.ts';

/**
 * `isolab images show IMAGE`: what each layer did, the lowest first. JSON: `{ reference, platform, wastedBytes,
 * layers: [{ diffId, instruction, sizeBytes, added, changed, removed }] }`, the last three lists of paths.
 */
export async function showLayers(
  reference: string,
  context: Context,
  signal: AbortSignal,
): Promise<ExitCode> {
  const engine = await context.engine(signal);
  const facts = await engine.image(reference, signal);
  if (facts === undefined) throw imageUnknown(reference);
  await using readings = new ImageReadings(engine.imageStore, cacheFolder());
  const image = await readings.layersOf(facts.id, signal);
  const changes = changesOf(image.layers);
  const wasted = wastedBytes(image.layers);
  const { output } = context;
  output.json({
    ...{ reference, platform: image.platform, wastedBytes: wasted },
    layers: image.layers.map(({ diffId, instruction, sizeBytes }, index) => ({
      ...{ diffId, instruction, sizeBytes },
      ...Object.fromEntries(kinds.map((kind) => [kind, pathsOf(changes[index], kind)])),
    })),
  });
  output.line(table([heading(), ...rows(image, changes)]));
  output.line('');
  output.line(t('{0} are in files that a higher layer hides.', size(wasted)));
  return exitCodes.done;
}

const kinds = ['added', 'changed', 'removed'] as const;

function heading(): readonly string[] {
  return [t('layer'), t('size'), '+', '~', '-', t('instruction')];
}

function rows(
  { layers }: ImageLayers,
  changes: readonly (readonly Change[])[],
): readonly (readonly string[])[] {
  return layers.map(({ instruction, sizeBytes }, index) => [
    String(index + 1),
    size(sizeBytes),
    ...kinds.map((kind) => String(pathsOf(changes[index], kind).length)),
    asInDockerfile(instruction),
  ]);
}

function pathsOf(changes: readonly Change[] = [], wanted: Change['kind']): readonly string[] {
  return changes.filter(({ kind }) => kind === wanted).map(({ path }) => path);
}

function size(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
