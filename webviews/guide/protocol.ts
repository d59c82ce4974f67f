import type { ProseNode } from '../../extension/core/lab/prose.ts';
import type { SessionState } from '../../extension/core/session/state.ts';

export interface GuideState {
  readonly session: SessionState;
  /** Prose of the open step, with `${VARS}` filled in. */
  readonly prose: readonly ProseNode[];
  /** What the learner can do after this lab, as sentences; shown on the last page. */
  readonly objectives: readonly string[];
  /** The lab that follows in the catalogue; absent after the last one. */
  readonly nextLab?: { readonly id: string; readonly title: string; readonly summary: string };
}

export interface GuideRequests {
  checkNow(): void;
  hint(taskId: string): void;
  resetStep(): void;
  goTo(step: number): void;
  answer(argument: { readonly id: string; readonly text: string }): void;
  /**
   * Types the text into the lab terminal or at a console of a guest, which is opened if need be; runs it when `run` is
   * true.
   */
  type(argument: { readonly text: string; readonly run: boolean; readonly guest?: string }): void;
  copy(text: string): void;
  /** Opens the Isolation view at this object. */
  focus(target: string): void;
  open(href: string): void;
  retryEngine(): void;
  /** Asks on which other machine the lab shall be done. */
  changeMachine(): void;
  startLab(labId: string): void;
}
