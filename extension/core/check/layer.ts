import * as z from 'zod';
import { t } from '../base/l10n.ts';
import { quote, quoteList, seeCommand } from '../base/quote.ts';
import { asInDockerfile } from '../layers/instruction.ts';
import type { ImageLayers, Layer } from '../layers/layer.ts';
import { changesOf, wastedBytes, type Change } from '../layers/union.ts';
import { describeComparison, holds, wantedBytes } from './comparison.ts';
import type { CheckKind } from './kind.ts';
import { imagePath, lacksRules, pathRules } from './layerPaths.ts';
import { bestFit, expectation, judge, rule, verdict, type Pointer, type Rule } from './rule.ts';
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
    if (spec.wasted !== undefined) return judgeWaste(spec.of, wasteRules(spec.wasted), image);
    return judgeLayer(spec, await layerRules(spec, world), image);
  },
};

function judgeWaste(
  of: string,
  rules: readonly Rule<ImageLayers>[],
  image: ImageLayers | undefined,
): Verdict {
  const subject = t('The image {0}', quote(of));
  return image === undefined
    ? noImage(of, expectation(subject, rules))
    : judge(subject, rules, image, pointerTo(of));
}

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
  return verdict(isSo ? 'passed' : 'failed', expected, judged.observed, pointerTo(of));
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
  if (index !== undefined && at === undefined) {
    return t('The image {0} has layers: {1}', quote(of), layers.length);
  }
  if (at !== undefined) return `${t('Layer {0} of {1}', at.number, quote(of))} ${madeBy(at)}`;
  return instruction === undefined
    ? t('The image {0} has layers: {1}', quote(of), 0)
    : t('No layer of {0} was made by {1}.', quote(of), describeInstruction(instruction));
}

function noImage(of: string, expected: string): Verdict {
  return verdict('failed', expected, t('There is no image {0}.', quote(of)), {
    see: 'docker images',
  });
}

function pointerTo(of: string): Pointer {
  return { see: seeCommand('isolab', 'images', 'show', of) };
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
    ...(await sharedRule(spec.sharedWith, true, world)),
    ...(await sharedRule(spec.notIn, false, world)),
  ];
}

/** A layer is kept once only where those below it are the same too (OCI Image Specification, "Layer ChainID"). */
async function sharedRule(
  other: string | undefined,
  isWanted: boolean,
  world: World,
): Promise<readonly Rule<Found>[]> {
  if (other === undefined) return [];
  const theirs = (await world.image(other))?.layers;
  const words = (isShared: boolean): string =>
    isShared ? t('is shared with {0}', quote(other)) : t('is not shared with {0}', quote(other));
  return [
    {
      wanted: words(isWanted),
      look({ chain }) {
        if (theirs === undefined) {
          return { found: t('has no {0} beside it', quote(other)), holds: false };
        }
        const isShared = chain.every((diffId, at) => diffId === theirs[at]);
        const isElsewhere = !isShared && theirs.includes(chain.at(-1) ?? '');
        return {
          found: isElsewhere
            ? t('is in {0} too, but on other layers', quote(other))
            : words(isShared),
          holds: isShared === isWanted,
        };
      },
    },
  ];
}

function wasteRules(wanted: NonNullable<LayerSpec['wasted']>): readonly Rule<ImageLayers>[] {
  return [
    {
      wanted: t(
        'carries {0} in files that a higher layer hides',
        describeComparison(wanted, bytes),
      ),
      look({ layers }) {
        const wasted = wastedBytes(layers);
        const amount = t('carries {0} in files that a higher layer hides', bytes.format(wasted));
        const largest = quoteList(hiddenFiles(layers));
        return {
          found: wasted === 0 ? amount : `${amount}: ${largest}`,
          holds: holds(wasted, wanted, bytes),
        };
      },
    },
  ];
}

/** Paths of the files that a higher layer hides, the largest first. */
function hiddenFiles(layers: readonly Layer[]): readonly string[] {
  const hidden = changesOf(layers)
    .flat()
    .flatMap(({ path, before }) =>
      before === undefined || before.size === 0 ? [] : { path, size: before.size },
    );
  hidden.sort((a, b) => b.size - a.size);
  return hidden.map(({ path }) => `/${path}`);
}
