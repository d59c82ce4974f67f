import {
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  visit,
  type Document,
  type Node,
  type YAMLError,
} from 'yaml';
import { t } from '../base/l10n.ts';
import type { Path, Problem, TreeProblem } from './problem.ts';
import { fillScalar, fillText, namesIn, type Values } from './vars.ts';

/** A YAML file, read: its tree, and where in the text each part of it stands. */
export interface YamlFile {
  readonly file: string;
  readonly text: string;
  readonly document: Document.Parsed;
  /** The same as plain data. */
  readonly data: unknown;
  readonly lines: LineCounter;
}

/** Reads YAML; never throws. What YAML itself forbids, and anchors, tags and aliases, are problems. */
export function parseYaml(
  file: string,
  text: string,
): { readonly yaml?: YamlFile; readonly problems: readonly Problem[] } {
  const lines = new LineCounter();
  const tooDeep = findTooDeep(text);
  if (tooDeep !== undefined) {
    return { problems: [problemAt({ file, lines: countLines(text) }, tooDeep, nestedTooDeeply())] };
  }
  let document: Document.Parsed;
  try {
    document = parseDocument(text, {
      lineCounter: lines,
      uniqueKeys: true,
      prettyErrors: false,
      stringKeys: true,
    });
  } catch (cause) {
    return {
      problems: [
        {
          file,
          line: 1,
          column: 1,
          message: t('This file cannot be read as YAML: {0}', String(cause)),
        },
      ],
    };
  }
  const place = { file, text, document, lines };
  // What follows after the first is usually of its making.
  const first: YAMLError | undefined = document.errors[0] ?? document.warnings[0];
  const problems =
    first === undefined ? aliasProblems(place) : [problemAt(place, first.pos[0], describe(first))];
  return problems.length > 0
    ? { problems }
    : { yaml: { ...place, data: document.toJS() }, problems };
}

const maxDepth = 200;

// Parsing takes the square of the depth. Brackets in texts are counted too: nobody writes so many and closes none.
function findTooDeep(text: string): number | undefined {
  let depth = 0;
  for (const { 0: found, index } of text.matchAll(/[[{]|[\]}]|(?:- ){200}/gu)) {
    if (found.length > 1) return index;
    depth = found === '[' || found === '{' ? depth + 1 : Math.max(0, depth - 1);
    if (depth > maxDepth) return index;
  }
  return undefined;
}

function nestedTooDeeply(): string {
  return t('This is nested too deeply to be read.');
}

function describe({ code, message }: YAMLError): string {
  if (code === 'RESOURCE_EXHAUSTION' || message.startsWith('Maximum call stack')) {
    return nestedTooDeeply();
  }
  return t('This is not valid YAML: {0}', message.split(';')[0] ?? message);
}

/** The file as plain data, with values filled in everywhere but in the declarations of the variables. */
export function toData({ data }: YamlFile, values: Values): unknown {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return data;
  return Object.fromEntries(
    Object.entries(data).map(([key, value]) => [key, key === 'vars' ? value : fill(value, values)]),
  );
}

/** The problem with its place in the text; keys in the path may be those after filling. */
export function locate(
  yaml: YamlFile,
  { path, isKey, message, allowed }: TreeProblem,
  values: Values,
): Problem {
  let node: Node | null = yaml.document.contents;
  let offset = startOf(node);
  for (const [index, segment] of path.entries()) {
    const step = childAt(node, String(segment), values);
    if (step === undefined) break;
    const isLast = index === path.length - 1;
    offset = startOf((isLast && isKey) || step.value === null ? step.key : step.value) ?? offset;
    node = step.value;
  }
  return {
    ...problemAt(yaml, offset ?? 0, message),
    ...(allowed === undefined ? {} : { allowed }),
  };
}

/** What stands at a path before values are filled in, where that is a single value. */
export function sourceAt(yaml: YamlFile, path: Path, values: Values): unknown {
  let node: Node | null = yaml.document.contents;
  for (const segment of path) node = childAt(node, String(segment), values)?.value ?? null;
  return isScalar(node) ? node.value : undefined;
}

/** Every `${NAME}` of the file that is not declared, each once: where it stands first. */
export function unknownNames(yaml: YamlFile, declared: readonly string[]): readonly Problem[] {
  const [from, to] = rangeOfVars(yaml);
  return namesIn(yaml.text)
    .filter(({ name, index }) => !declared.includes(name) && (index < from || index > to))
    .filter(({ index }) => !isComment(yaml.text, index))
    .filter(({ name }, at, all) => all.findIndex((each) => each.name === name) === at)
    .map(({ name, index }) => undeclaredAt(yaml, name, index, declared));
}

/** The problem of a `${NAME}` that the manifest does not declare. */
export function undeclaredAt(
  place: Pick<YamlFile, 'file' | 'lines'>,
  name: string,
  index: number,
  declared: readonly string[],
): Problem {
  const message = t(
    '{0} is not declared under vars. If the text itself is meant, write {1}.',
    `\`\${${name}}\``,
    `\`$\${${name}}\``,
  );
  return {
    ...problemAt(place, index, message),
    ...(declared.length === 0 ? {} : { allowed: declared }),
  };
}

/** Where the lines of a text begin. */
export function countLines(text: string): LineCounter {
  const lines = new LineCounter();
  lines.addNewLine(0);
  for (const { index } of text.matchAll(/\n/gu)) lines.addNewLine(index + 1);
  return lines;
}

/** A problem at an offset in the text. */
function problemAt(
  { file, lines }: Pick<YamlFile, 'file' | 'lines'>,
  offset: number,
  message: string,
): Problem {
  const { line, col } = lines.linePos(offset);
  return { file, line: Math.max(line, 1), column: Math.max(col, 1), message };
}

function fill(value: unknown, values: Values): unknown {
  if (typeof value === 'string') return fillScalar(value, values);
  if (Array.isArray(value)) return value.map((each) => fill(each, values));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [fillText(key, values), fill(each, values)]),
  );
}

function childAt(
  node: Node | null,
  segment: string,
  values: Values,
): { readonly key: Node | null; readonly value: Node | null } | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(segment)];
    return isNode(item) ? { key: item, value: item } : undefined;
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find(
    ({ key }) =>
      isScalar(key) &&
      (String(key.value) === segment || fillText(String(key.value), values) === segment),
  );
  if (pair === undefined || !isNode(pair.key)) return undefined;
  return { key: pair.key, value: isNode(pair.value) ? pair.value : null };
}

function startOf(node: Node | null): number | undefined {
  return node?.range?.[0];
}

// Aliases would make one text stand for many (a billion, if nested), and no place in the file for each.
function aliasProblems(yaml: Omit<YamlFile, 'data'>): readonly Problem[] {
  const problems: Problem[] = [];
  visit(yaml.document, {
    Alias(_key, alias) {
      problems.push(
        problemAt(
          yaml,
          startOf(alias) ?? 0,
          t('Aliases are not part of the format: write the value out.'),
        ),
      );
    },
  });
  return problems;
}

function rangeOfVars({ document: { contents } }: YamlFile): readonly [number, number] {
  const vars = isMap(contents) ? contents.get('vars', true) : undefined;
  return isNode(vars) && vars.range ? [vars.range[0], vars.range[1]] : [-1, -1];
}

function isComment(text: string, index: number): boolean {
  const line = text.slice(text.lastIndexOf('\n', index) + 1, index);
  return /^\s*#/u.test(line);
}
