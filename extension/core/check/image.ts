import * as z from 'zod';
import { t } from '../base/l10n.ts';
import type { ImageFacts } from '../engine/facts.ts';
import { describeComparison, holds, wantedNumber, wantedBytes } from './comparison.ts';
import type { CheckKind } from './kind.ts';
import { judgePresence } from './presence.ts';
import { quote, seeCommand } from '../base/quote.ts';
import { fullReference } from './reference.ts';
import { rule, type Rule } from './rule.ts';
import { describeText, matchesText, textMatch, type TextMatch } from './text.ts';
import { bytes, plain } from './units.ts';
import type { World } from './world.ts';
import { portSchema } from './containerPorts.ts';

const schema = z
  .strictObject({
    ref: z.string().min(1).describe('The image: name, name:tag or ID.'),
    tags: z.array(z.string().min(1)).optional().describe('Other tags that the same image has.'),
    sameAs: z.string().min(1).optional().describe('Another reference that means the same image.'),
    differs: z.string().min(1).optional().describe('Another reference that means another image.'),
    command: textMatch.optional().describe('CMD, its words joined by spaces.'),
    entrypoint: textMatch.optional().describe('ENTRYPOINT, its words joined by spaces.'),
    workdir: textMatch.optional().describe('WORKDIR.'),
    user: textMatch.optional().describe('USER; empty is root.'),
    env: z.record(z.string(), textMatch).optional().describe('ENV: name → text.'),
    labels: z.record(z.string(), textMatch).optional().describe('LABEL: name → text.'),
    exposes: z.array(portSchema).optional().describe('EXPOSE: ["80/tcp"].'),
    layers: wantedNumber.optional().describe('How many layers it has.'),
    size: wantedBytes.optional().describe('Its size: { atMost: 100m }.'),
    history: z
      .array(textMatch)
      .optional()
      .describe(
        'Instructions that made it, in the order of the Dockerfile, others between them: [{ contains: COPY }, { contains: RUN }].',
      ),
    absent: z.literal(true).optional().describe('There is no such image.'),
  })
  .describe('An image that the engine has.');

type ImageSpec = z.infer<typeof schema>;

/** Whether the engine has an image, and what it was made to be. */
export const image: CheckKind<ImageSpec> = {
  schema,
  async evaluate(spec, world) {
    const subject = quote(spec.ref);
    const facts = await world.image(spec.ref);
    return judgePresence(
      {
        subject: t('The image {0}', subject),
        facts,
        rules: [...(await sameRules(spec, world)), ...configRules(spec), ...sizeRules(spec)],
        missing: t('There is no image {0}.', subject),
        pointer: { see: facts === undefined ? 'docker images' : seeFor(spec) },
      },
      spec.absent,
    );
  },
};

function seeFor(spec: ImageSpec): string | undefined {
  if (Object.keys(spec).every((key) => ['ref', 'absent', 'tags', 'size'].includes(key)))
    return 'docker images';
  const isHistory = spec.history !== undefined || spec.layers !== undefined;
  return seeCommand('docker', isHistory ? 'history' : 'inspect', spec.ref);
}

async function sameRules(spec: ImageSpec, world: World): Promise<readonly Rule<ImageFacts>[]> {
  const tags = (spec.tags ?? []).map((tag) => ({
    wanted: t('also has the tag {0}', quote(tag)),
    look: (facts: ImageFacts) => ({
      found: t('has the tags {0}', facts.tags.map(quote).join(', ') || t('none')),
      holds: facts.tags.map(fullReference).includes(fullReference(tag)),
    }),
  }));
  return [
    ...tags,
    ...(await idRule(spec.sameAs, true, world)),
    ...(await idRule(spec.differs, false, world)),
  ];
}

async function idRule(
  other: string | undefined,
  isSame: boolean,
  world: World,
): Promise<readonly Rule<ImageFacts>[]> {
  if (other === undefined) return [];
  const id = (await world.image(other))?.id;
  const same = t('is the same image as {0}', quote(other));
  const another = t('is another image than {0}', quote(other));
  const found = (facts: ImageFacts): string => (facts.id === id ? same : another);
  return [
    {
      wanted: isSame ? same : another,
      look: (facts) => ({
        found: id === undefined ? t('has no {0} beside it', quote(other)) : found(facts),
        holds: id !== undefined && (facts.id === id) === isSame,
      }),
    },
  ];
}

function configRules(spec: ImageSpec): readonly Rule<ImageFacts>[] {
  const texts: readonly (readonly [
    string,
    TextMatch | undefined,
    (facts: ImageFacts) => string | undefined,
  ])[] = [
    ['ENTRYPOINT', spec.entrypoint, ({ entrypoint }) => entrypoint.join(' ')],
    ['CMD', spec.command, ({ command }) => command.join(' ')],
    ['WORKDIR', spec.workdir, ({ workingDir }) => workingDir],
    ['USER', spec.user, ({ user }) => user],
    ...Object.entries(spec.env ?? {}).map(
      ([name, wanted]) =>
        [`ENV ${name}`, wanted, (facts: ImageFacts) => facts.environment[name]] as const,
    ),
    ...Object.entries(spec.labels ?? {}).map(
      ([name, wanted]) =>
        [`LABEL ${name}`, wanted, (facts: ImageFacts) => facts.labels[name]] as const,
    ),
  ];
  const exposed = (spec.exposes ?? []).map((port) => ({
    wanted: t('has {0}', quote(`EXPOSE ${port}`)),
    look: (facts: ImageFacts) => ({
      found: t('has {0}', quote(`EXPOSE ${facts.exposedPorts.join(' ')}`)),
      holds: facts.exposedPorts.includes(port),
    }),
  }));
  return [
    ...texts.flatMap(([what, text, read]) =>
      rule(text, (wanted) => configRule(what, wanted, read)),
    ),
    ...exposed,
  ];
}

function configRule(
  what: string,
  wanted: TextMatch,
  read: (facts: ImageFacts) => string | undefined,
): Rule<ImageFacts> {
  return {
    wanted: t('has the {0} {1}', quote(what), describeText(wanted)),
    look(facts) {
      const value = read(facts);
      return {
        found: value
          ? t('has the {0} {1}', quote(what), quote(value))
          : t('has no {0}', quote(what)),
        holds: matchesText(value ?? '', wanted),
      };
    },
  };
}

function sizeRules(spec: ImageSpec): readonly Rule<ImageFacts>[] {
  return [
    ...rule(spec.history, (wanted) => ({
      wanted: t('was made by {0}', wanted.map(describeText).join(', ')),
      look: ({ history }: ImageFacts) => {
        const missing = firstNotInOrder(
          [...history].reverse().map(({ instruction }) => instruction),
          wanted,
        );
        return {
          found:
            missing === undefined
              ? t('was made by these instructions')
              : t('has no instruction {0} at that place', describeText(missing)),
          holds: missing === undefined,
        };
      },
    })),
    ...rule(spec.layers, (wanted) => ({
      wanted: t('has layers: {0}', describeComparison(wanted, plain)),
      look: ({ layers }: ImageFacts) => ({
        found: t('has layers: {0}', layers.length),
        holds: holds(layers.length, wanted, plain),
      }),
    })),
    ...rule(spec.size, (wanted) => ({
      wanted: t('has a size of {0}', describeComparison(wanted, bytes)),
      look: ({ sizeBytes }: ImageFacts) => ({
        found: t('has a size of {0}', bytes.format(sizeBytes)),
        holds: holds(sizeBytes, wanted, bytes),
      }),
    })),
  ];
}

function firstNotInOrder(
  lines: readonly string[],
  wanted: readonly TextMatch[],
): TextMatch | undefined {
  let from = 0;
  return wanted.find((text) => {
    const at = lines.findIndex((line, index) => index >= from && matchesText(line, text));
    from = at + 1;
    return at < 0;
  });
}
