import { t } from '../core/base/l10n.ts';
import { describePart, nameOf, parts, type LabProof } from '../core/grade/verify/proof.ts';
import type { Output } from './output.ts';
import { table } from './table.ts';

/** The proofs as a table, one line a lab, with the time that each took; below it what failed. */
export function proofTable(proofs: readonly LabProof[], paint: Output['paint']): string {
  const signs = {
    passed: paint('green', `✓ ${t('passed')}`),
    failed: paint('red', `✗ ${t('failed')}`),
    skipped: paint('dim', `– ${t('skipped')}`),
  };
  const rows = proofs.map((proof) => [
    nameOf(proof),
    ...proof.parts.map(({ status }) => signs[status]),
    `${Math.round(secondsOf(proof))} s`,
  ]);
  const failures = proofs.flatMap((proof) =>
    proof.parts.flatMap((result) =>
      result.failures.map((failure) => `${nameOf(proof)}: ${describePart(result.part)} ${failure}`),
    ),
  );
  return [table([[t('lab'), ...parts, t('took')], ...rows]), ...failures].join('\n');
}

function secondsOf(proof: LabProof): number {
  return proof.parts.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1000;
}
