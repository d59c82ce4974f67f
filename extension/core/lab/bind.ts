import { seconds } from '../check/units.ts';
import { bindGuests, bindLinux } from './guests.ts';
import type { BoundLab, BoundStep, Lab, Mistake, Task, TaskMode } from './lab.ts';
import { typedLines } from './lines.ts';
import { parseManifest } from './manifest.ts';
import type { Manifest, StepSpec, TaskSpec } from './schema.ts';
import { fillText, typedValues } from './vars.ts';

/** The lab with one learner's values filled in everywhere: manifest, prose, solutions. */
export function bindLab(lab: Lab, vars: Readonly<Record<string, string>>): BoundLab {
  const values = typedValues(lab.variables, vars);
  const { value: manifest } = parseManifest(lab.source.manifest, values);
  if (manifest === undefined) throw new TypeError('values that are not picks of this lab');
  const text = (file: string): string => fillText(lab.source.texts[file] ?? '', values);
  const { id, track, folder, needs, images, objectives, minutes, files } = lab;
  return {
    ...{ id, track, folder, needs, images, objectives, minutes, files },
    guests: bindGuests(manifest.guests ?? {}),
    ...(needs.includes('linux') ? { linux: bindLinux(manifest.linux ?? {}) } : {}),
    title: manifest.title,
    summary: manifest.summary,
    vars,
    steps: manifest.steps.map((step) => bindStep(step, text)),
    mistakes: (manifest.mistakes ?? []).map((mistake) => bindMistake(mistake, text)),
  };
}

type ReadText = (file: string) => string;

function bindStep(step: StepSpec, text: ReadText): BoundStep {
  const { id, title, show, questions = {}, predictions = {} } = step;
  return {
    ...{ id, title, questions, predictions },
    ...(show === undefined ? {} : { show }),
    text: text(step.text),
    tasks: step.tasks.map((task) => bindTask(task, text)),
  };
}

function bindTask(task: TaskSpec, text: ReadText): Task {
  const { id, says, check, needs = [], advice = [], hints = [], solution, solutions = [] } = task;
  return {
    ...{ id, says, check, needs, advice, hints },
    mode: modeOf(task),
    isGiven: task.given ?? false,
    solutions: [...(solution === undefined ? [] : [solution]), ...solutions].map((each) =>
      typedLines(each, text),
    ),
  };
}

function modeOf({ mode = 'edge', hold }: TaskSpec): TaskMode {
  return hold === undefined
    ? { kind: mode }
    : { kind: 'hold', holdMs: (seconds.parse(hold) ?? 0) * 1000 };
}

function bindMistake(
  { name, do: lines, expect }: NonNullable<Manifest['mistakes']>[number],
  text: ReadText,
): Mistake {
  return { name, lines: typedLines(lines, text), expect };
}
