import * as z from 'zod';
import { IsolabError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { quote } from '../base/quote.ts';
import { textOfForm } from '../check/form.ts';
import { measureSchema, ratioSchema, readMeasure } from '../check/ladderMeasure.ts';
import type { World } from '../check/world.ts';
import type { VmFacts } from '../qemu/facts.ts';

/** A number of the isolation ladder, or one by another. */
export const ladderSchema = z
  .union([
    measureSchema,
    z
      .strictObject({
        ratio: ratioSchema,
      })
      .describe('One number by another: { ratio: [vm-tcg.start, container.start] }.'),
  ])
  .describe(
    'A number of the isolation ladder as it was measured last: container.start in milliseconds, container.memory in MiB, or a ratio.',
  );

/** What may be asked of a VM: each with how it is read, numbers in the unit that the prose asks for. */
const vmReadings = {
  start: ({ started }: VmFacts) => started?.tookMs,
  downtime: ({ migration }: VmFacts) => migration?.downtimeMs,
  migration: ({ migration }: VmFacts) =>
    migration?.status === 'completed' ? migration.totalMs : undefined,
  memory: ({ memory }: VmFacts) => memory.currentBytes / 2 ** 20,
  cpus: ({ cpus }: VmFacts) => cpus.current,
  pid: ({ process }: VmFacts) => process?.pid,
  disk: ({ disks }: VmFacts) => inMebibytes(disks[0]?.chain[0]?.ownBytes),
  state: ({ snapshots }: VmFacts) => inMebibytes(snapshots.at(-1)?.stateBytes),
  status: ({ status }: VmFacts) => status,
  accelerator: ({ accelerator }: VmFacts) => accelerator.name,
} as const;

const vmForm = new RegExp(
  String.raw`^[a-z0-9][a-z0-9-]*\.(?:${Object.keys(vmReadings).join('|')})$`,
  'u',
);

/** A number or word of a VM. */
export const vmReadingSchema = textOfForm(vmForm, () =>
  t('a VM and what of it: NAME.{0}', Object.keys(vmReadings).join(', .')),
).describe(
  'A fact of a VM: NAME.start (how long its last start took), NAME.downtime, NAME.migration (of its last migration, all in milliseconds), NAME.memory, NAME.disk (what the own file of its system disk takes), NAME.state (its newest VM snapshot, all in MiB), NAME.cpus, NAME.pid (of its QEMU), NAME.status, NAME.accelerator.',
);

/** Measures a number of the isolation ladder; rejects before it was measured. */
export async function measureLadder(
  spec: z.infer<typeof ladderSchema>,
  world: World,
): Promise<string> {
  const names = typeof spec === 'string' ? [spec] : spec.ratio;
  const ladder = await world.ladder();
  const numbers = names.map((name) => {
    const number = ladder === undefined ? undefined : readMeasure(name, ladder);
    if (number === undefined) throw notMeasured(quote('isolab ladder'), quote(name));
    return name.endsWith('.start') ? number * 1_000 : number / 2 ** 20;
  });
  const [one = NaN, other] = numbers;
  return rounded(other === undefined ? one : one / other);
}

/** Measures a number or word of a VM; rejects while it has none. */
export async function measureVm(spec: string, world: World): Promise<string> {
  const [name = '', what = ''] = spec.split('.');
  const facts = await world.vm(name);
  // The schema lets through only what is in the table.
  const found = facts && vmReadings[what as keyof typeof vmReadings](facts);
  if (found === undefined) throw notMeasured(quote(`isolab vm show ${name}`), quote(what));
  return typeof found === 'number' ? rounded(found) : found;
}

/** What was asked did not give the fact, at least not yet; `detail` says what it gave. */
export function notMeasured(command: string, detail: string): IsolabError {
  return new IsolabError(
    'answer-not-measured',
    t('{0} did not give the fact asked for: {1}', command, detail),
    t('Look whether the task before this question is done, then answer again.'),
  );
}

function inMebibytes(bytes: number | undefined): number | undefined {
  return bytes === undefined ? undefined : bytes / 2 ** 20;
}

/** To three digits, as a person would say it. */
function rounded(number: number): string {
  return String(number >= 100 ? Math.round(number) : Number(number.toPrecision(3)));
}
