import { cacheFolder } from '../../core/base/cacheFolder.ts';
import { t } from '../../core/base/l10n.ts';
import { measureLadder } from '../../core/ladder/measure.ts';
import type { Ladder, Rung, RungKind } from '../../core/ladder/rung.ts';
import { exitCodes, type CliCommand } from '../command.ts';
import { reachLab } from '../openLab.ts';
import { table } from '../table.ts';

/** `isolab ladder`: the same small program, isolated in every way that there is, measured. JSON: the `Ladder`. */
export const ladder: CliCommand = {
  name: 'ladder',
  usage: 'ladder',
  summary: t('Measure the same small program as a process, in a container and in a VM.'),
  options: {},
  help: {},
  arity: { min: 0, max: 0 },
  async run(_, context, signal) {
    const { output } = context;
    const measured = await measureLadder(
      {
        engine: await context.engineIfAny(signal),
        probe: await context.probeIfAny(signal),
        vms: await context.vms(signal),
        recipes: context.recipesFolder,
        cacheFolder: cacheFolder(),
      },
      {
        begins: (kind) => output.note(t('measuring: {0}', titleOf(kind))),
        ends: () => {},
        report: output.note,
      },
      signal,
    );
    output.json(measured);
    output.line(describe(measured));
    const lab = process.env['ISOLAB_LAB'];
    if (lab !== undefined) {
      // The lab in whose terminal this was typed asks about what was measured.
      await using session = await reachLab(lab, context, signal);
      await session.keepLadder(measured);
    }
    return exitCodes.done;
  },
};

function describe({ rungs }: Ladder): string {
  const head = [t('rung'), t('start'), t('memory'), t('kernel'), t('own namespaces'), t('root')];
  const missing = rungs.flatMap(({ kind, measured }) =>
    measured.seen ? [] : [t('{0}: not measured. {1}', titleOf(kind), measured.reason)],
  );
  const meanings = rungs.flatMap(({ kind, measured }) =>
    measured.seen ? [t('{0}: memory is {1}.', titleOf(kind), measured.value.memoryMeaning)] : [],
  );
  return [table([head, ...rungs.flatMap(row)]), '', ...meanings, ...missing].join('\n');
}

function row({ kind, measured }: Rung): readonly (readonly string[])[] {
  if (!measured.seen) return [];
  const { startMs, memoryBytes, kernelRelease, hasOwnKernel, ownNamespaces, root } = measured.value;
  return [
    [
      titleOf(kind),
      t('{0} ms', Math.round(median(startMs))),
      t('{0} MiB', (memoryBytes / 1024 / 1024).toFixed(1)),
      hasOwnKernel ? t('{0}, its own', kernelRelease) : kernelRelease,
      ownNamespaces.length === 0 ? t('none') : ownNamespaces.join(' '),
      root,
    ],
  ];
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((one, other) => one - other);
  const half = sorted.length / 2;
  return ((sorted[Math.ceil(half) - 1] ?? NaN) + (sorted[Math.floor(half)] ?? NaN)) / 2;
}

function titleOf(kind: RungKind): string {
  const titles: Readonly<Record<RungKind, string>> = {
    process: t('process'),
    chroot: t('chroot'),
    container: t('container'),
    jvm: t('Java virtual machine'),
    'vm-tcg': t('VM, emulated'),
    'vm-kvm': t('VM, with KVM'),
  };
  return titles[kind];
}
