import type { Verdict } from '../check/verdict.ts';
import type { MachineChoice } from '../machine/negotiate.ts';
import type { VmFacts } from '../qemu/facts.ts';
import type { OwnedReference } from './events.ts';

/** A task as the learner sees it now. */
export interface TaskState {
  readonly id: string;
  /** The sentence that says what to achieve, inline Markdown allowed. */
  readonly says: string;
  /** `blocked`: an earlier task that it needs has not passed. `unable`: nobody could look just now. */
  readonly status: 'blocked' | 'open' | 'passed' | 'unable';
  /** Of the last look; absent before the first. */
  readonly verdict?: Verdict;
  /** The advice that fits what was observed, after something was tried; inline Markdown. */
  readonly advice?: string;
  /** Hints opened so far, in order. */
  readonly hints: readonly string[];
  /** How many rungs there are in all, the solution included. */
  readonly hintCount: number;
  /** Whether the last rung is the solution; a task that another one's solution does has none of its own. */
  readonly hasSolution: boolean;
  /** For `hold: 5s`: milliseconds that are still to hold, while it holds. */
  readonly holdsForMs?: number;
}

/** A question or prediction of the step's prose, and what the learner said. */
export interface QuestionState {
  readonly id: string;
  readonly kind: 'question' | 'predict';
  readonly answer?: string;
  /** For a question: whether the answer is right. For a prediction: undefined. */
  readonly isRight?: boolean;
  /** What was measured here, once it was measured. */
  readonly measured?: string;
}

export interface StepState {
  readonly id: string;
  readonly title: string;
  readonly status: 'not-started' | 'open' | 'finished';
  readonly tasks: readonly TaskState[];
  readonly questions: readonly QuestionState[];
}

/** All that a shell shows of a session: always a whole, never a delta. */
export interface SessionState {
  readonly sessionId: string;
  readonly labId: string;
  readonly title: string;
  /** Index of the step that is open. */
  readonly step: number;
  readonly steps: readonly StepState[];
  readonly vars: Readonly<Record<string, string>>;
  /** `unused`: there is none, and the lab needs none. */
  readonly engine:
    | { readonly status: 'up' | 'unused' }
    | { readonly status: 'down'; readonly message: string; readonly fix: string };
  /** What the session owns now: on the engine, and its VMs. */
  readonly owned: readonly OwnedObject[];
  /** Its VMs, those of the lab first, without the VM snapshots that Isolab itself keeps. */
  readonly vms: readonly VmFacts[];
  /** For a lab on a Linux of its own: on which machine, why, and what else there is. */
  readonly machine?: MachineChoice;
  /** Where the journal is kept, for "journal cannot be written" messages and the report. */
  readonly folder: string;
  /** What had to be repaired when the session was opened, as a sentence: a journal that a crash had cut off. */
  readonly note?: string;
  /** Set when progress cannot be saved (disk full, folder gone): what happened and what to do. */
  readonly trouble?: { readonly message: string; readonly fix: string };
}

/** Something that the learner made in this session's terminals, or that Isolab made for it. */
export interface OwnedObject {
  readonly kind: OwnedReference['kind'];
  /** Of a VM its name, of a swarm the ID of this node in it. */
  readonly id: string;
  readonly name: string;
  /** The engine's word, or a VM's status: running, exited …; empty where there is none. */
  readonly state: string;
  readonly createdAt: string;
  /** Of a container: the networks that it is on, by name and in order. */
  readonly networks?: readonly string[];
}
