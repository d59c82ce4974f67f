import type { BoundLab, BoundStep, Task } from '../lab/lab.ts';
import { describeLines } from '../lab/lines.ts';
import { leftToHoldMs } from './judge.ts';
import { hasPassed, type Progress } from './progress.ts';
import type { QuestionState, SessionState, StepState, TaskState } from './state.ts';
import type { SessionParts } from './session.ts';
import type { Sight } from './tasks.ts';

/** What a state is made of, apart from the progress. */
interface Surroundings {
  readonly lab: BoundLab;
  readonly progress: Progress;
  readonly step: number;
  /** What was last seen of a task of the open step. */
  sightOf(task: string): Sight | undefined;
  readonly now: number;
}

/** All that a shell shows of a session whose open step has this index. */
export function describeSession(
  parts: Pick<
    SessionParts,
    'lab' | 'folder' | 'engine' | 'record' | 'owned' | 'vms' | 'machine' | 'note'
  >,
  step: number,
  sightOf: Surroundings['sightOf'],
): SessionState {
  const { lab, folder, engine, record, owned, vms, machine, note } = parts;
  const { progress, trouble } = record;
  return {
    sessionId: progress.opened?.sessionId ?? '',
    labId: lab.id,
    title: lab.title,
    step,
    steps: stepStates({ lab, progress, step, sightOf, now: performance.now() }),
    vars: lab.vars,
    engine: engine?.status ?? { status: 'unused' },
    owned: owned.objects,
    vms: vms.facts,
    ...(machine.choice === undefined ? {} : { machine: machine.choice }),
    folder,
    ...(note === undefined ? {} : { note }),
    ...(trouble === undefined ? {} : { trouble: { message: trouble.message, fix: trouble.fix } }),
  };
}

/** Title, steps, tasks and questions as a shell shows them. Pure. */
function stepStates(from: Surroundings): SessionState['steps'] {
  return from.lab.steps.map((step, index) => stepState(step, index === from.step, from));
}

function stepState(step: BoundStep, isOpen: boolean, from: Surroundings): StepState {
  const kept = from.progress.steps[step.id];
  return {
    id: step.id,
    title: step.title,
    status: kept?.isFinished === true ? 'finished' : isOpen || kept ? 'open' : 'not-started',
    tasks: step.tasks.map((task) => taskState(step, task, isOpen, from)),
    questions: questionStates(step, from.progress),
  };
}

function taskState(
  step: BoundStep,
  task: Task,
  isOpen: boolean,
  { progress, sightOf, now }: Surroundings,
): TaskState {
  const kept = progress.steps[step.id]?.tasks[task.id];
  const isPassed = kept?.isPassed === true;
  const sight = isOpen ? sightOf(task.id) : undefined;
  const rungs = [...task.hints, ...task.solutions.slice(0, 1).map(describeLines)];
  const advice = sight?.advice === undefined ? undefined : task.advice[sight.advice]?.say;
  return {
    id: task.id,
    says: task.says,
    status: isPassed ? 'passed' : statusOf(task, sight, progress),
    ...(sight === undefined ? {} : { verdict: sight.verdict }),
    ...(advice === undefined || isPassed ? {} : { advice }),
    hints: rungs.slice(0, kept?.hints ?? 0),
    hintCount: rungs.length,
    hasSolution: rungs.length > task.hints.length,
    ...(isPassed || sight?.heldSince === undefined || task.mode.kind !== 'hold'
      ? {}
      : { holdsForMs: leftToHoldMs(task.mode, sight.heldSince, now) }),
  };
}

function statusOf(
  task: Task,
  sight: Sight | undefined,
  progress: Progress,
): 'blocked' | 'open' | 'unable' {
  if (task.needs.some((id) => !hasPassed(progress, id))) return 'blocked';
  return sight?.verdict.status === 'unable' ? 'unable' : 'open';
}

function questionStates(step: BoundStep, progress: Progress): readonly QuestionState[] {
  const state = (id: string, kind: QuestionState['kind']): QuestionState => {
    const answer = progress.answers[id];
    return {
      id,
      kind,
      ...(answer === undefined ? {} : { answer: answer.text }),
      ...(kind === 'predict' || answer?.isRight === undefined ? {} : { isRight: answer.isRight }),
      ...(answer?.measured === undefined ? {} : { measured: answer.measured }),
    };
  };
  return [
    ...Object.keys(step.questions).map((id) => state(id, 'question')),
    ...Object.keys(step.predictions).map((id) => state(id, 'predict')),
  ];
}
