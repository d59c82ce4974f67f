import type { Finding } from '../../extension/core/doctor/finding.ts';

export interface DoctorState {
  readonly status: 'looking' | 'ready';
  readonly findings: readonly Finding[];
}

export interface DoctorRequests {
  lookAgain(): void;
  /** Runs the finding's fix in a terminal, where the person sees it. */
  fix(findingId: string): void;
  copy(text: string): void;
}
