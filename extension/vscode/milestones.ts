import type * as vscode from 'vscode';
import { setContext, type ContextKey } from './names.ts';

/** What a learner has done at least once; the walkthrough ticks its steps by it. */
export type Milestone = Extract<ContextKey, `has${string}`>;

const milestones: readonly Milestone[] = ['hasStartedLab', 'hasRunCommand', 'hasTick'];

/** Remembers what the learner has done at least once, on this machine and for good. */
export class Milestones {
  readonly #memory: vscode.Memento;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
    for (const milestone of milestones)
      setContext(milestone, memory.get<boolean>(milestone, false));
  }

  async reach(milestone: Milestone): Promise<void> {
    if (this.#memory.get<boolean>(milestone, false)) return;
    setContext(milestone, true);
    await this.#memory.update(milestone, true);
  }
}
