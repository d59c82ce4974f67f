import { describePart, nameOf, type LabProof, type PartResult } from './proof.ts';

/** The proofs as JUnit XML: one suite a lab, one case a part. */
export function toJUnit(proofs: readonly LabProof[]): string {
  const suites = proofs.map((proof) => {
    const { parts } = proof;
    const labId = nameOf(proof);
    const count = (status: PartResult['status']): number =>
      parts.filter((part) => part.status === status).length;
    const counts = `tests="${parts.length}" failures="${count('failed')}" skipped="${count('skipped')}"`;
    const cases = parts.map((part) => toCase(labId, part)).join('');
    return `  <testsuite name="${escape(labId)}" ${counts}>\n${cases}  </testsuite>\n`;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join('')}</testsuites>\n`;
}

function toCase(labId: string, { part, status, failures, durationMs }: PartResult): string {
  const name = escape(describePart(part));
  const time = (durationMs / 1000).toFixed(3);
  const head = `    <testcase classname="${escape(labId)}" name="${name}" time="${time}"`;
  if (status === 'passed') return `${head}/>\n`;
  const body =
    status === 'skipped'
      ? '      <skipped/>\n'
      : failures.map((text) => `      <failure message="${escape(text)}"/>\n`).join('');
  return `${head}>\n${body}    </testcase>\n`;
}

/** Text for an attribute; control characters that XML 1.0 forbids are left out. */
function escape(text: string): string {
  return text
    .replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/gu, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\n', '&#10;');
}
