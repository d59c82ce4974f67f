import { setContext, type ContextKey } from './names.ts';

/** Something that ticks a step of the walkthrough when a learner has done it. */
export type Milestone = Extract<ContextKey, `has${string}`>;

/**
 * Tells the walkthrough that this was done. Not a state: VS Code overlooks what was true before it first showed the
 * walkthrough (GettingStartedService, registerDoneListeners), and keeps the tick itself.
 */
export function announce(milestone: Milestone): void {
  setContext(milestone, true);
  setContext(milestone, false);
}
