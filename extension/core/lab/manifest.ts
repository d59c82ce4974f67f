import { sourceAt, toData, type YamlFile } from './document.ts';
import type { Path } from './problem.ts';
import { labSchema, type Manifest } from './schema.ts';
import { validate, type Validated } from './validate.ts';
import { isWholeMark, type Values } from './vars.ts';

/** The manifest with these values filled in, or what is wrong with it. */
export function parseManifest(yaml: YamlFile, values: Values): Validated<Manifest> {
  const data = toData(yaml, values);
  const first = validate(labSchema, data);
  const refused = first.problems.filter(({ path }) => isWholeMark(sourceAt(yaml, path, values)));
  if (refused.length === 0) return first;
  // A value that was drawn as a number may stand where a text belongs: `echo ${PORT}` as words of a command.
  for (const { path } of refused) setText(data, path);
  return validate(labSchema, data);
}

function setText(data: unknown, path: Path): void {
  const last = path.at(-1);
  let parent = data;
  for (const key of path.slice(0, -1)) parent = isRecord(parent) ? parent[String(key)] : undefined;
  if (last !== undefined && isRecord(parent)) parent[String(last)] = String(parent[String(last)]);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
