import type { Ladder } from '../ladder/rung.ts';
import type { MachineKind } from '../machine/kind.ts';
import { isSame, type JournalEvent, type OwnedReference, type OwnedThen } from './events.ts';

/** What is kept of a task. */
export interface TaskProgress {
  readonly isPassed: boolean;
  readonly isTried: boolean;
  readonly hints: number;
}

/** What is kept of a step. */
export interface StepProgress {
  /** When it was opened first, or reset last, in milliseconds since the epoch. */
  readonly openedAt?: number;
  readonly isFinished: boolean;
  /** True once something was done while the step was open. */
  readonly isTried: boolean;
  /** What the session owned when the step was opened for the first time. */
  readonly ownedBefore: readonly OwnedThen[];
  readonly tasks: Readonly<Record<string, TaskProgress>>;
}

export interface AnswerProgress {
  readonly text: string;
  readonly isRight?: boolean;
  readonly measured?: string;
}

/** Something that the learner asked the engine to make, of which it is not known yet what became of it. */
export type Creation = Extract<JournalEvent, { type: 'creating' }>;

/** Everything that a session keeps; derived from its journal and from nothing else. */
export interface Progress {
  /** Undefined until the session was opened. */
  readonly opened?: Extract<JournalEvent, { type: 'opened' }>;
  /** On which machine a lab with a Linux of its own is done. */
  readonly machine?: { readonly kind: MachineKind; readonly isAsked: boolean };
  /** ID of the open step. */
  readonly step?: string;
  readonly steps: Readonly<Record<string, StepProgress>>;
  readonly answers: Readonly<Record<string, AnswerProgress>>;
  readonly owned: readonly OwnedReference[];
  readonly creations: readonly Creation[];
  /** As it was measured last. */
  readonly ladder?: Ladder;
  /** In which step it was measured. */
  readonly ladderStep?: string;
}

/** Nothing has happened yet. */
export const noProgress: Progress = { steps: {}, answers: {}, owned: [], creations: [] };

/** The progress after all these events, in their order. */
export function replay(events: readonly JournalEvent[], from = noProgress): Progress {
  return events.reduce(reduce, from);
}

/** The progress after one more event. Never throws: an event about something unknown starts it. */
export function reduce(progress: Progress, event: JournalEvent): Progress {
  switch (event.type) {
    case 'opened':
      return { ...progress, opened: event };
    case 'machine-chosen':
      return { ...progress, machine: { kind: event.kind, isAsked: event.isAsked } };
    case 'step-opened':
      return { ...openStep(progress, event), step: event.step };
    case 'acted':
    case 'command-ended':
      return changeStep(progress, event.step, (step) => ({ ...step, isTried: true }));
    case 'tried':
      return changeTask(progress, event, (task) => ({ ...task, isTried: true }));
    case 'passed':
      return changeTask(progress, event, (task) => ({ ...task, isPassed: true }));
    case 'lost':
      return changeTask(progress, event, (task) => ({ ...task, isPassed: false }));
    case 'hinted':
      return changeTask(progress, event, (task) => ({ ...task, hints: event.rung }));
    case 'advised':
      return progress;
    case 'step-finished':
      return changeStep(progress, event.step, (step) => ({ ...step, isFinished: true }));
    case 'answered':
      return { ...progress, answers: { ...progress.answers, [event.question]: answerOf(event) } };
    case 'creating':
      return { ...progress, creations: [...progress.creations, event] };
    case 'settled':
      return {
        ...progress,
        creations: progress.creations.filter(({ creation }) => creation !== event.creation),
      };
    case 'owned':
      return own(progress, event.object);
    case 'gone':
      return { ...progress, owned: progress.owned.filter((own) => !isSame(own, event.object)) };
    case 'step-reset':
      return withEarlierLadder(
        forget(resetStep(progress, event), event.questions ?? []),
        event.step,
      );
    case 'lab-reset':
      return withoutLadder({ ...progress, steps: {}, answers: {} });
    case 'ladder-measured':
      return { ...withoutLadder(progress), ladder: event.ladder, ...stepOfLadder(progress) };
  }
}

/** True when this task, whose ID is unique in the lab, has passed. */
export function hasPassed(progress: Progress, task: string): boolean {
  return Object.values(progress.steps).some(({ tasks }) => tasks[task]?.isPassed === true);
}

const freshTask: TaskProgress = { isPassed: false, isTried: false, hints: 0 };
const freshStep: StepProgress = { isFinished: false, isTried: false, ownedBefore: [], tasks: {} };

function openStep(progress: Progress, { step: id, owned, at }: Opening): Progress {
  if (Object.hasOwn(progress.steps, id)) return progress;
  return changeStep(progress, id, (step) => ({ ...step, ownedBefore: owned, openedAt: at }));
}

type Opening = Pick<Extract<JournalEvent, { type: 'step-opened' }>, 'step' | 'owned' | 'at'>;

function changeStep(
  progress: Progress,
  id: string,
  change: (step: StepProgress) => StepProgress,
): Progress {
  const step = Object.hasOwn(progress.steps, id) ? progress.steps[id] : undefined;
  return { ...progress, steps: { ...progress.steps, [id]: change(step ?? freshStep) } };
}

function changeTask(
  progress: Progress,
  { step, task: id }: { readonly step: string; readonly task: string },
  change: (task: TaskProgress) => TaskProgress,
): Progress {
  return changeStep(progress, step, (before) => {
    const task = Object.hasOwn(before.tasks, id) ? before.tasks[id] : undefined;
    return { ...before, tasks: { ...before.tasks, [id]: change(task ?? freshTask) } };
  });
}

function answerOf(event: Extract<JournalEvent, { type: 'answered' }>): AnswerProgress {
  return {
    text: event.text,
    ...(event.isRight === undefined ? {} : { isRight: event.isRight }),
    ...(event.measured === undefined ? {} : { measured: event.measured }),
  };
}

function own(progress: Progress, object: OwnedReference): Progress {
  const others = progress.owned.filter((other) => !isSame(other, object));
  return { ...progress, owned: [...others, object] };
}

/** Steps opened after this one were built on it: they start anew too. */
function resetStep(progress: Progress, { step: id, owned, at }: Opening): Progress {
  const ids = Object.keys(progress.steps);
  const kept = ids.slice(0, ids.includes(id) ? ids.indexOf(id) : ids.length);
  const steps = Object.fromEntries(kept.map((key) => [key, progress.steps[key] ?? freshStep]));
  const step = { ...freshStep, ownedBefore: owned, openedAt: at };
  return { ...progress, step: id, steps: { ...steps, [id]: step } };
}

function forget(progress: Progress, questions: readonly string[]): Progress {
  const kept = Object.entries(progress.answers).filter(([id]) => !questions.includes(id));
  return { ...progress, answers: Object.fromEntries(kept) };
}

function stepOfLadder({ step }: Progress): Pick<Progress, 'ladderStep'> {
  return step === undefined ? {} : { ladderStep: step };
}

/** Only what was measured in an earlier step is still measured when this one is reset. */
function withEarlierLadder(progress: Progress, reset: string): Progress {
  const { ladderStep = reset } = progress;
  const isEarlier = ladderStep !== reset && Object.hasOwn(progress.steps, ladderStep);
  return isEarlier ? progress : withoutLadder(progress);
}

function withoutLadder({ ladder: _, ladderStep: __, ...progress }: Progress): Progress {
  return progress;
}
