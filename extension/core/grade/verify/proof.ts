import { t } from '../../base/l10n.ts';
import type { MachineKind } from '../../machine/kind.ts';

/** The seven things that are proven of a lab, in order. */
export const parts = [
  'manifest',
  'fresh',
  'solutions',
  'mistakes',
  'repeated',
  'reset',
  'gone',
] as const;
export type Part = (typeof parts)[number];

/** What became of one part: proven when nothing failed. A part is skipped when the manifest is not valid. */
export interface PartResult {
  readonly part: Part;
  readonly status: 'passed' | 'failed' | 'skipped';
  /** What was wrong, each as a sentence with its place. */
  readonly failures: readonly string[];
  readonly durationMs: number;
}

/** The proof of one lab, or what stands against it. */
export interface LabProof {
  readonly labId: string;
  readonly title: string;
  /** Of a lab on a Linux of its own: where it was proven. */
  readonly machine?: MachineKind | undefined;
  readonly parts: readonly PartResult[];
}

/** The lab, and the machine where there are several: `chroot (guest)`. */
export function nameOf({ labId, machine }: Pick<LabProof, 'labId' | 'machine'>): string {
  return machine === undefined ? labId : `${labId} (${machine})`;
}

/** What a part proves, as a sentence. */
export function describePart(part: Part): string {
  return {
    manifest: t('The manifest is valid.'),
    fresh: t('On a fresh start every task is failed.'),
    solutions: t(
      'The solution, typed into a real terminal, passes every task; every alternative too.',
    ),
    mistakes: t('Every mistake leaves its task failed, with the advice named.'),
    repeated: t('Checks asked three times change nothing and answer the same.'),
    reset: t('A reset brings back the state before; after removal nothing is left.'),
    gone: t('With the engine or the guests gone every verdict is "unable".'),
  }[part];
}

/** True when every part was proven. */
export function isProven({ parts: results }: LabProof): boolean {
  return results.every(({ status }) => status === 'passed');
}
