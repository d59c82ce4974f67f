import * as z from 'zod';
import { t } from '../base/l10n.ts';
import { quote } from '../base/quote.ts';
import { asInDockerfile } from '../layers/instruction.ts';
import type { ImageLayers, Layer } from '../layers/layer.ts';
import { changesOf, type Change } from '../layers/union.ts';
import { describeComparison, holds, wantedBytes } from './comparison.ts';
import type { CheckKind } from './kind.ts';
import { imagePath, lacksRules, pathRules } from './layerPaths.ts';
import { noImage, seeLayers } from './layerPointer.ts';
import { sharedRules } from './layerShared.ts';
import { judgeWaste } from './layerWaste.ts';
import { bestFit, expectation, judge, rule, verdict, type Rule } from './rule.ts';
import { describeText, matchesText, textMatch, type TextMatch } from './text.ts';
import { bytes } from './units.ts';
import type { Verdict } from './verdict.ts';
import type { World } from './world.ts';

const paths = z.array(imagePath).min(1).optional();

const schema = z
  .strictObject({
    of: z.string().min(1).describe('The image: name, name:tag or ID.'),
    instruction: textMatch
      .optional()
      .describe('What made the layer, as in the Dockerfile: { matches: "^COPY app" }.'),
    index: z
      .number()
      .int()
      .min(1)
      .optional()
      .describe('Which layer, counted from the lowest, as isolab images show does.'),
    adds: paths.describe('Paths that no layer below has: [/app/app.py].'),
    changes: paths.describe('Paths that it has in place of those of a layer below.'),
    removes: paths.describe('Paths of a layer below that it hides (whiteouts).'),
    lacks: paths.describe('Paths that it neither adds nor changes.'),
    size: wantedBytes.optional().describe('The size of its files: { below: 1m }.'),
    sharedWith: z
      .string()
      .min(1)
      .optional()
      .describe('Another image that has it too, on the same layers: the engine keeps it once.'),
    notIn: z.string().min(1).optional().describe('Another image that does not share it.'),
    wasted: wantedBytes
      .optional()
      .describe('Of the whole image: the size of files that a higher layer hides.'),
    absent: z.literal(true).optional().describe('The image has no such layer.'),
  })
  .refine(({ of: _, wasted, ...rest }) => wasted === undefined || Object.keys(rest).length === 0, {
    error: () => t('It is asked of the whole image: nothing else can stand beside it.'),
    path: ['wasted'],
  })
  .describe('A layer of an image, and what it does to those below.');

type LayerSpec = z.infer<typeof schema>;

/** A layer among the others of its image. */
interface Found {
  readonly layer: Layer;
  /** Counted from 1, the lowest. */
  readonly number: number;
  readonly changes: readonly Change[];
  /** The layers up to this one. */
  readonly chain: readonly string[];
}

/** Whether an image has a layer that does this, or how much of the image nobody sees. */
export const layer: CheckKind<LayerSpec> = {
  schema,
  async evaluate(spec, world) {
    const image = await world.layers(spec.of);
    if (spec.wasted !== undefined) return judgeWaste(spec.of, spec.wasted, image);
    return judgeLayer(spec, await layerRules(spec, world), image);
  },
};

function judgeLayer(
  spec: LayerSpec,
  rules: readonly Rule<Found>[],
  image: ImageLayers | undefined,
): Verdict {
  const { of, index, absent } = spec;
  const one = (number: number): string => t('Layer {0} of {1}', number, quote(of));
  const wanted = expectation(
    index === undefined ? t('A layer of {0}', quote(of)) : one(index),
    rules,
  );
  const expected = absent ? t('Not true: {0}', wanted) : wanted;
  if (image === undefined) return noImage(of, expected);
  const layers = layersOf(image);
  const chosen = layers.filter((each) => isChosen(each, spec));
  const best = bestFit(rules, chosen);
  const judged =
    best === undefined
      ? verdict('failed', expected, notChosen(spec, layers))
      : judge(one(best.number), [made, ...rules], best);
  const isSo = (judged.status === 'passed') !== (absent ?? false);
  return verdict(isSo ? 'passed' : 'failed', expected, judged.observed, seeLayers(of));
}

function layersOf({ layers }: ImageLayers): readonly Found[] {
  const changes = changesOf(layers);
  const ids = layers.map(({ diffId }) => diffId);
  return layers.map((each, at) => ({
    layer: each,
    number: at + 1,
    changes: changes[at] ?? [],
    chain: ids.slice(0, at + 1),
  }));
}

function isChosen({ layer: { instruction }, number }: Found, spec: LayerSpec): boolean {
  return (
    (spec.index === undefined || spec.index === number) &&
    (spec.instruction === undefined || matchesText(asInDockerfile(instruction), spec.instruction))
  );
}

function notChosen({ of, instruction, index }: LayerSpec, layers: readonly Found[]): string {
  const at = layers.find(({ number }) => number === index);
  if (at !== undefined) return `${t('Layer {0} of {1}', at.number, quote(of))} ${madeBy(at)}`;
  return instruction === undefined || index !== undefined
    ? t('The image {0} has layers: {1}', quote(of), layers.length)
    : t('No layer of {0} was made by {1}.', quote(of), describeInstruction(instruction));
}

/** Tells along with the rest which layer it is. */
const made: Rule<Found> = { look: (found) => ({ found: madeBy(found), holds: true }) };

function madeBy({ layer: { instruction } }: Found): string {
  return instruction === ''
    ? t('has no instruction in the image’s history')
    : t('was made by {0}', quote(asInDockerfile(instruction)));
}

function describeInstruction(wanted: TextMatch): string {
  return typeof wanted === 'string'
    ? describeText(wanted)
    : t('an instruction {0}', describeText(wanted));
}

async function layerRules(spec: LayerSpec, world: World): Promise<readonly Rule<Found>[]> {
  return [
    ...rule(spec.instruction, (wanted) => ({
      wanted: t('was made by {0}', describeInstruction(wanted)),
      look: (found: Found) => ({ found: madeBy(found), holds: true }),
    })),
    ...pathRules(spec),
    ...lacksRules(spec.lacks ?? []),
    ...rule(spec.size, (wanted) => ({
      wanted: t('has a size of {0}', describeComparison(wanted, bytes)),
      look: ({ layer: { sizeBytes } }: Found) => ({
        found: t('has a size of {0}', bytes.format(sizeBytes)),
        holds: holds(sizeBytes, wanted, bytes),
      }),
    })),
    ...(await sharedRules(spec.sharedWith, true, world)),
    ...(await sharedRules(spec.notIn, false, world)),
  ];
}
