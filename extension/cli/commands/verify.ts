import { writeFile } from 'node:fs/promises';
import { t } from '../../core/base/l10n.ts';
import { toJUnit } from '../../core/grade/verify/junit.ts';
import { removeLeftovers } from '../../core/grade/verify/leftovers.ts';
import { candidatesOf, proveInLanes, type Candidate } from '../../core/grade/verify/lanes.ts';
import { isProven, nameOf, type LabProof, type PartResult } from '../../core/grade/verify/proof.ts';
import { verifyLab } from '../../core/grade/verify/verify.ts';
import { exitCodes, type CliCommand } from '../command.ts';
import { findLoaded, readLabs } from '../findLab.ts';
import { ownCommand, readyImages } from '../openLab.ts';
import { proofTable } from '../proofTable.ts';

/** `isolab verify`: proves labs on the real engine, in a real terminal. JSON: `{ labs: LabProof[] }`. */
export const verify: CliCommand = {
  name: 'verify',
  usage: 'verify [lab…]',
  summary: t('Prove that labs can be solved, and only by solving them.'),
  options: { junit: { type: 'string' } },
  help: { '--junit FILE': t('write the result as JUnit XML too') },
  arity: { min: 0, max: Infinity },
  async run(args, context, signal) {
    const { output, labsFolder, log } = context;
    const loaded =
      args.positionals.length === 0
        ? await readLabs(labsFolder)
        : await Promise.all(args.positionals.map((id) => findLoaded(labsFolder, id)));
    const images = [...new Set(loaded.flatMap(({ lab }) => lab?.images ?? []))];
    if (images.length > 0) await readyImages(images, context, signal);
    const tools = {
      engine: await context.engineIfAny(signal),
      probe: await context.probeIfAny(signal),
      vms: await context.vms(signal),
      recipes: context.recipesFolder,
      command: ownCommand(),
      log,
    };
    await removeLeftovers(tools, signal);
    const candidates = await candidatesOf(loaded, tools, signal);
    const prove = ({ loaded: lab, on }: Candidate): Promise<LabProof> => {
      const name = nameOf({ labId: lab.id, machine: on });
      const tell = ({ part, status, durationMs }: PartResult): void =>
        output.note(`${name} ${part}: ${status} (${(durationMs / 1000).toFixed(1)} s)`);
      return verifyLab(lab, { ...tools, on }, tell, signal);
    };
    const proofs = await Promise.all(proveInLanes(candidates, prove));
    output.json({ labs: proofs });
    output.line(proofTable(proofs, output.paint));
    const junit = args.text('junit');
    if (junit !== undefined) await writeFile(junit, toJUnit(proofs));
    return proofs.every(isProven) ? exitCodes.done : exitCodes.notPassed;
  },
};
