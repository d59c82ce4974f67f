import { cacheFolder } from '../../core/base/cacheFolder.ts';
import { t } from '../../core/base/l10n.ts';
import { doctor as examine } from '../../core/doctor/index.ts';
import type { Finding } from '../../core/doctor/finding.ts';
import { exitCodes, type CliCommand } from '../command.ts';
import { readLabs } from '../findLab.ts';
import type { Output } from '../output.ts';

/** `isolab doctor`: what this machine has, what it lacks, and what to do. JSON: `{ findings: Finding[] }`. */
export const doctor: CliCommand = {
  name: 'doctor',
  usage: 'doctor',
  summary: t('Examine this machine: what it has, what it lacks, what to do.'),
  options: {},
  help: {},
  arity: { min: 0, max: 0 },
  async run(_, context, signal) {
    const { output } = context;
    const labs = await readLabs(context.labsFolder);
    const findings = await examine(
      {
        engine: (abort) => context.engine(abort),
        probe: (abort) => context.probe(abort),
        dataFolder: context.store.root,
        images: [...new Set(labs.flatMap(({ lab }) => lab?.images ?? []))],
        labsFolder: context.recipesFolder,
        cacheFolder: cacheFolder(),
        isolabCommand: 'isolab',
      },
      signal,
    );
    output.json({ findings });
    for (const finding of findings) output.line(describe(finding, output));
    const isWhole = findings.every(({ status }) => status !== 'missing');
    return isWhole ? exitCodes.done : exitCodes.notPassed;
  },
};

function describe({ status, title, found, consequence, fix }: Finding, output: Output): string {
  const signs = {
    ok: output.paint('green', `✓ ${t('ok')}`),
    degraded: output.paint('yellow', `! ${t('degraded')}`),
    missing: output.paint('red', `✗ ${t('missing')}`),
  };
  return [
    `${signs[status]}  ${output.paint('bold', title)}: ${found}`,
    ...(consequence === '' ? [] : [`    ${consequence}`]),
    ...(fix === undefined ? [] : [`    ${fix.text}`]),
    ...(fix?.command === undefined ? [] : [`    $ ${fix.command}`]),
  ].join('\n');
}
