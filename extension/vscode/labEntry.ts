import { t } from '../core/base/l10n.ts';
import type { Lab } from '../core/lab/lab.ts';
import type { SessionState, StepState } from '../core/session/state.ts';
import type { StoredSession } from '../core/session/store.ts';
import type { EquipmentStatus } from './equipment.ts';

/** How far the learner is in a lab. `open`: it is the one that is open in this window. */
export type LabStatus = 'not-started' | 'started' | 'finished' | 'open';

/** A lab as the tree shows it. */
export interface LabEntry {
  readonly lab: Lab;
  readonly status: LabStatus;
  /** Index of the step that is open; 0 when the lab has not been started. */
  readonly step: number;
  readonly steps: readonly Pick<StepState, 'id' | 'title' | 'status'>[];
  /** What the lab needs and this machine lacks, as a sentence part. */
  readonly missing?: string;
}

/** What labs need, as far as anybody has looked. */
export interface Here {
  readonly engine: EquipmentStatus;
  readonly hasCompose: boolean;
  readonly hasVms: boolean;
}

/** The lab with the progress in it: of the open session, else of what was stored, else none. */
export function labEntry(
  lab: Lab,
  open: SessionState | undefined,
  stored: StoredSession | undefined,
  here: Here,
): LabEntry {
  const missing = missingOf(lab, here);
  return { lab, ...progressOf(lab, open, stored), ...(missing === undefined ? {} : { missing }) };
}

function progressOf(
  lab: Lab,
  open: SessionState | undefined,
  stored: StoredSession | undefined,
): Pick<LabEntry, 'status' | 'step' | 'steps'> {
  if (open !== undefined) return { status: 'open', step: open.step, steps: open.steps };
  const steps = lab.steps.map(({ id, title }) => ({
    id,
    title,
    status: stepStatus(stored?.progress.steps[id]),
  }));
  if (stored === undefined) return { status: 'not-started', step: 0, steps };
  const isFinished = steps.every(({ status }) => status === 'finished');
  const step = steps.findIndex(({ id }) => id === stored.progress.step);
  return { status: isFinished ? 'finished' : 'started', step: Math.max(step, 0), steps };
}

function stepStatus(progress: { readonly isFinished: boolean } | undefined): StepState['status'] {
  if (progress === undefined) return 'not-started';
  return progress.isFinished ? 'finished' : 'open';
}

function missingOf({ needs }: Lab, { engine, hasCompose, hasVms }: Here): string | undefined {
  const hasEngine = engine.status !== 'missing';
  if (needs.includes('engine') && !hasEngine) return t('needs Docker');
  if (needs.includes('compose') && !hasCompose) return t('needs Docker Compose');
  if (needs.includes('vm') && !hasVms) return t('needs QEMU');
  return needs.includes('linux') && !hasVms && !hasEngine ? t('needs QEMU or Docker') : undefined;
}
