import type { Check } from '../check/check.ts';
import type { MachineKind } from '../machine/kind.ts';
import type { WorkbenchSpec } from '../machine/workbench.ts';
import type { VmSpec } from '../qemu/spec.ts';
import type { GuestVariant } from '../recipe/guest/guestRecipe.ts';
import type { YamlFile } from './document.ts';
import type { Problem } from './problem.ts';
import type { PredictionSpec, QuestionSpec } from './question.ts';
import type { Manifest, StepSpec } from './schema.ts';
import type { Variables } from './vars.ts';

/** What a lab's machine must have. */
export type Need = 'engine' | 'compose' | 'linux' | 'vm';

/** What a lab on disk and one with a learner's values both say. */
interface LabHead {
  /** The name of its folder. */
  readonly id: string;
  /** The name of the folder around it. */
  readonly track: string;
  readonly folder: string;
  readonly title: string;
  readonly summary: string;
  readonly minutes: number;
  readonly needs: readonly Need[];
  readonly images: readonly string[];
  readonly objectives: readonly string[];
  /** What is copied to the working folder: paths below the lab's `files/`, folders before what is in them. */
  readonly files: readonly LabFile[];
}

/** A lab as it stands on disk, valid for every value that its variables may have. */
export interface Lab extends LabHead {
  readonly variables: Variables;
  readonly steps: readonly {
    readonly id: string;
    readonly title: string;
    readonly taskIds: readonly string[];
  }[];
  readonly source: LabSource;
}

/** A file or folder below the lab's `files/`. */
export interface LabFile {
  readonly path: string;
  readonly isFolder: boolean;
}

/** The texts that a lab is made of, before values are filled in. */
export interface LabSource {
  readonly manifest: YamlFile;
  /** Prose, long solutions and mistakes: path in the lab's folder → text. */
  readonly texts: Readonly<Record<string, string>>;
}

/** A lab, or why there is none. */
export interface LoadedLab {
  readonly id: string;
  readonly track: string;
  readonly folder: string;
  /** Absent when there are problems. */
  readonly lab?: Lab;
  readonly problems: readonly Problem[];
}

/** A VM of a lab. */
export interface LabGuest {
  readonly image: GuestVariant;
  /** `lab`: it runs when the lab opens. `learner`: they start it themselves. */
  readonly start: 'lab' | 'learner';
  readonly vm: Omit<VmSpec, 'files'>;
}

/** Where a lab on a Linux of its own may run. */
export interface LabLinux {
  /** Best first. */
  readonly on: readonly MachineKind[];
  /** The guest, where it is one. */
  readonly guest: LabGuest;
  readonly workbench: WorkbenchSpec;
}

/** Lines typed one after the other: in a console of the guest `in`, without one in the lab terminal. */
export interface TypedLines {
  readonly in?: string;
  readonly lines: readonly string[];
}

/** A lab with one learner's values filled in everywhere. */
export interface BoundLab extends LabHead {
  readonly vars: Readonly<Record<string, string>>;
  readonly guests: readonly LabGuest[];
  /** For a lab that `needs: [linux]`. */
  readonly linux?: LabLinux;
  readonly steps: readonly BoundStep[];
  readonly mistakes: readonly Mistake[];
}

export interface BoundStep {
  readonly id: string;
  readonly title: string;
  /** Markdown. */
  readonly text: string;
  readonly show?: NonNullable<StepSpec['show']>;
  readonly tasks: readonly Task[];
  /** By ID; predictions are compared with what is measured. */
  readonly questions: Readonly<Record<string, QuestionSpec>>;
  readonly predictions: Readonly<Record<string, PredictionSpec>>;
}

export interface Task {
  readonly id: string;
  /** Inline Markdown. */
  readonly says: string;
  /** IDs of tasks that must have passed first. */
  readonly needs: readonly string[];
  readonly check: Check;
  readonly mode: TaskMode;
  /** It may be passed at the moment its step opens. */
  readonly isGiven: boolean;
  readonly advice: readonly { readonly when: Check; readonly say: string }[];
  /** Rungs before the solution. */
  readonly hints: readonly string[];
  /** Ways that pass it, each as what to type; the first is the one shown. Empty where a needed task's does it. */
  readonly solutions: readonly (readonly TypedLines[])[];
}

/** `edge`: once passed it stays. `level`: it must hold at the end of the step. `hold`: without a break for so long. */
export type TaskMode =
  | { readonly kind: 'edge' }
  | { readonly kind: 'level' }
  | { readonly kind: 'hold'; readonly holdMs: number };

export interface Mistake {
  readonly name: string;
  readonly lines: readonly TypedLines[];
  readonly expect: NonNullable<Manifest['mistakes']>[number]['expect'];
}
