import * as z from 'zod';
import { t } from '../base/l10n.ts';
import type { VolumeFacts } from '../engine/facts.ts';
import type { CheckKind } from './kind.ts';
import { judgePresence } from './presence.ts';
import { quote } from '../base/quote.ts';
import type { Rule } from './rule.ts';
import { describeText, matchesText, textMatch } from './text.ts';

const schema = z
  .strictObject({
    name: z.string().min(1).describe('The name of the volume.'),
    driver: z.string().min(1).optional().describe('Its driver, usually local.'),
    labels: z.record(z.string(), textMatch).optional().describe('Labels: name → text.'),
    absent: z.literal(true).optional().describe('There is no such volume.'),
  })
  .describe('A volume of the engine. Who has it mounted is asked of the container.');

type VolumeSpec = z.infer<typeof schema>;

/** Whether the engine has a volume. */
export const volume: CheckKind<VolumeSpec> = {
  schema,
  async evaluate(spec, world) {
    return judgePresence(
      {
        subject: t('The volume {0}', quote(spec.name)),
        facts: await world.volume(spec.name),
        rules: rules(spec),
        missing: t('There is no volume named {0}.', quote(spec.name)),
        pointer: { see: 'docker volume ls' },
      },
      spec.absent,
    );
  },
};

function rules({ driver, labels }: VolumeSpec): readonly Rule<VolumeFacts>[] {
  const wanted = [
    ...(driver === undefined
      ? []
      : [[t('the driver'), driver, (facts: VolumeFacts) => facts.driver] as const]),
    ...Object.entries(labels ?? {}).map(
      ([name, text]) =>
        [
          t('the label {0}', quote(name)),
          text,
          (facts: VolumeFacts) => facts.labels[name],
        ] as const,
    ),
  ];
  return wanted.map(([what, text, read]) => ({
    wanted: t('has {0} {1}', what, describeText(text)),
    look(facts) {
      const value = read(facts);
      return {
        found:
          value === undefined ? t('does not have {0}', what) : t('has {0} {1}', what, quote(value)),
        holds: value !== undefined && matchesText(value, text),
      };
    },
  }));
}
