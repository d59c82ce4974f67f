import type { Path } from './problem.ts';
import type { Manifest } from './schema.ts';

/** A guest that a manifest names, and where. */
export interface Mention {
  readonly name: string;
  readonly path: Path;
}

/** A field of a check or measurement that says whom or where, and what stands in it. */
export interface Pointing {
  readonly value: string;
  readonly path: Path;
}

/** Fields that hold a subject or a place, in every kind of check and in what is measured. */
const pointingFields = new Set(['in', 'of', 'on', 'same', 'differs', 'peerIn', 'focus']);

/** Fields of checks about VMs that hold a VM's bare name: kind → fields. */
const vmFields: Readonly<Record<string, readonly string[]>> = {
  vm: ['name', 'clonedFrom'],
  disk: ['of', 'sharedWith'],
  'vm-snapshot': ['of'],
  migration: ['of'],
};

/** Every guest that the checks, measurements and views of a manifest name. */
export function mentionsOf({ steps }: Manifest): readonly Mention[] {
  return [...guestsIn(steps, ['steps']), ...vmsIn(steps, ['steps'])];
}

/** Every subject and place in the checks, measurements and views of a manifest. */
export function pointingsOf({ steps }: Manifest): readonly Pointing[] {
  return pointingsIn(steps, ['steps']);
}

function guestsIn(value: unknown, path: Path): readonly Mention[] {
  return pointingsIn(value, path).flatMap(({ value: subject, path: at }) => {
    const name = /^guest:([^/]+)/u.exec(subject)?.[1];
    return name === undefined ? [] : [{ name, path: at }];
  });
}

function pointingsIn(value: unknown, path: Path): readonly Pointing[] {
  return entriesOf(value).flatMap(([key, each]) =>
    // What is typed has a field `in` as well; it names a console.
    key === 'solution' || key === 'solutions'
      ? []
      : typeof each === 'string' && pointingFields.has(key)
        ? [{ value: each, path: [...path, key] }]
        : pointingsIn(each, [...path, key]),
  );
}

function vmsIn(value: unknown, path: Path): readonly Mention[] {
  return entriesOf(value).flatMap(([key, each]) => {
    const at = [...path, key];
    // A measured number: NAME.start.
    if (key === 'vm' && typeof each === 'string')
      return [{ name: each.split('.')[0] ?? '', path: at }];
    const named = (vmFields[key] ?? []).flatMap((field) => {
      const name = new Map(entriesOf(each)).get(field);
      return typeof name === 'string' ? [{ name, path: [...at, field] }] : [];
    });
    return [...named, ...vmsIn(each, at)];
  });
}

function entriesOf(value: unknown): readonly (readonly [string, unknown])[] {
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}
