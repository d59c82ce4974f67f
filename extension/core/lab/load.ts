import { basename, dirname, resolve } from 'node:path';
import { matchAsks } from './asks.ts';
import {
  countLines,
  locate,
  parseYaml,
  undeclaredAt,
  unknownNames,
  type YamlFile,
} from './document.ts';
import { listLabFiles, readLabText } from './folder.ts';
import { findUnknownGuests } from './guestNames.ts';
import type { Lab, LoadedLab } from './lab.ts';
import { partsOf, type LinesSpec } from './lines.ts';
import { parseManifest } from './manifest.ts';
import type { Path, Problem, TreeProblem } from './problem.ts';
import { findBrokenRules } from './rules.ts';
import type { Manifest } from './schema.ts';
import { fillText, namesIn, type Values, type Variables } from './vars.ts';

/** The manifest's name in a lab's folder. */
const manifestName = 'lab.yaml';

/** Reads a lab from its folder and finds everything that is wrong with it. Never throws for what is in the folder. */
export async function loadLab(folder: string): Promise<LoadedLab> {
  const path = resolve(folder);
  const place = { id: basename(path), track: basename(dirname(path)), folder: path };
  const read = await readLabText(path, manifestName);
  if ('failure' in read) {
    return {
      ...place,
      problems: [{ file: manifestName, line: 1, column: 1, message: read.failure }],
    };
  }
  const { yaml, problems } = parseYaml(manifestName, read.text);
  if (yaml === undefined) return { ...place, problems };
  const variables = readVariables(yaml);
  const checked = checkManifest(yaml, variables);
  if (checked.manifest === undefined) return { ...place, problems: checked.problems };
  return { ...place, ...(await readRest(place, yaml, variables, checked.manifest)) };
}

// What is needed of `vars` before the manifest is known to be valid.
function readVariables(yaml: YamlFile): Variables {
  const data = toPlainObject(toPlainObject(yaml.data).vars);
  return Object.fromEntries(
    Object.entries(data).flatMap(([name, value]) => {
      const { pick } = toPlainObject(value);
      const picks = Array.isArray(pick) ? pick.filter(isPick) : [];
      return picks.length === 0 ? [] : [[name, picks]];
    }),
  );
}

// A manifest is valid when it is so for every value that a learner may draw.
function checkManifest(
  yaml: YamlFile,
  variables: Variables,
): { readonly manifest?: Manifest; readonly problems: readonly Problem[] } {
  const draws = Math.max(1, ...Object.values(variables).map((picks) => picks.length));
  const found = new Map<string, Problem>();
  let manifest: Manifest | undefined;
  for (const problem of unknownNames(yaml, Object.keys(variables)))
    found.set(JSON.stringify(problem), problem);
  for (let draw = 0; draw < draws; draw += 1) {
    const values = drawAt(variables, draw);
    const checked = parseManifest(yaml, values);
    const broken = checked.value === undefined ? checked.problems : findBrokenRules(checked.value);
    manifest ??= checked.value;
    for (const each of broken) {
      const problem = locate(yaml, each, values);
      const isSame = ({ line, column }: Problem): boolean =>
        line === problem.line && column === problem.column;
      if (draw === 0 || ![...found.values()].some(isSame))
        found.set(JSON.stringify(problem), problem);
    }
  }
  const problems = [...found.values()];
  return problems.length > 0 || manifest === undefined ? { problems } : { manifest, problems };
}

async function readRest(
  place: Pick<Lab, 'id' | 'track' | 'folder'>,
  yaml: YamlFile,
  variables: Variables,
  manifest: Manifest,
): Promise<Pick<LoadedLab, 'lab' | 'problems'>> {
  const values = drawAt(variables, 0);
  const problems: Problem[] = [];
  const texts: Record<string, string> = {};
  for (const { file, path } of textFiles(manifest)) {
    const read = await readLabText(place.folder, file);
    if ('failure' in read) problems.push(locate(yaml, { path, message: read.failure }, values));
    else texts[file] = read.text;
  }
  for (const [file, text] of Object.entries(texts)) {
    const lines = countLines(text);
    for (const { name, index } of namesIn(text)) {
      if (Object.hasOwn(variables, name)) continue;
      problems.push(undeclaredAt({ file, lines }, name, index, Object.keys(variables)));
    }
  }
  for (const [index, step] of manifest.steps.entries()) {
    const prose = texts[step.text];
    if (prose === undefined) continue;
    const { inProse, inManifest } = matchAsks(step, ['steps', index], prose);
    problems.push(...inProse, ...inManifest.map((each: TreeProblem) => locate(yaml, each, values)));
  }
  const unknown = findUnknownGuests(manifest, (file) => fillText(texts[file] ?? '', values));
  problems.push(...unknown.inProse);
  problems.push(...unknown.inManifest.map((each) => locate(yaml, each, values)));
  const { files, failures } = await listLabFiles(place.folder);
  problems.push(...failures.map((message) => ({ file: 'files', line: 1, column: 1, message })));
  if (problems.length > 0) return { problems };
  return {
    problems,
    lab: { ...place, ...summary(manifest), variables, files, source: { manifest: yaml, texts } },
  };
}

function summary(
  manifest: Manifest,
): Omit<Lab, 'id' | 'track' | 'folder' | 'variables' | 'files' | 'source'> {
  const { title, summary, minutes, needs = [], images = [], objectives = [], steps } = manifest;
  return {
    ...{ title, summary, minutes, needs, images, objectives },
    steps: steps.map(({ id, title, tasks }) => ({
      id,
      title,
      taskIds: tasks.map((task) => task.id),
    })),
  };
}

function textFiles(manifest: Manifest): readonly { readonly file: string; readonly path: Path }[] {
  const steps = manifest.steps.flatMap((step, at) => [
    { file: step.text, path: ['steps', at, 'text'] },
    ...step.tasks.flatMap(({ solution, solutions = [] }, task) => [
      ...lineFiles(solution, ['steps', at, 'tasks', task, 'solution']),
      ...solutions.flatMap((each, index) =>
        lineFiles(each, ['steps', at, 'tasks', task, 'solutions', index]),
      ),
    ]),
  ]);
  const mistakes = (manifest.mistakes ?? []).flatMap((each, at) =>
    lineFiles(each.do, ['mistakes', at, 'do']),
  );
  return [...steps, ...mistakes];
}

function lineFiles(
  spec: LinesSpec | undefined,
  path: Path,
): readonly { readonly file: string; readonly path: Path }[] {
  return partsOf(spec, path).flatMap(({ part, path: at }) =>
    typeof part === 'string' || part.file === undefined
      ? []
      : [{ file: part.file, path: [...at, 'file'] }],
  );
}

function drawAt(variables: Variables, draw: number): Values {
  return Object.fromEntries(
    Object.entries(variables).map(([name, picks]) => [name, picks[draw % picks.length] ?? '']),
  );
}

function toPlainObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {};
}

function isPick(value: unknown): value is string | number {
  return typeof value === 'string' || typeof value === 'number';
}
