import { readdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import * as z from 'zod';
import { t } from '../base/l10n.ts';
import { quote } from '../base/quote.ts';
import { locate, parseYaml } from './document.ts';
import { readLabText } from './folder.ts';
import { identifier } from './identifier.ts';
import type { LoadedLab } from './lab.ts';
import { loadLab } from './load.ts';
import type { Problem } from './problem.ts';
import { validate } from './validate.ts';

/** The labs in their order. Labs that are broken are there too, with their problems. */
export interface Catalog {
  readonly folder: string;
  readonly tracks: readonly Track[];
  /** What is wrong with the catalogue itself. */
  readonly problems: readonly Problem[];
}

/** An ordered group of labs. */
export interface Track {
  readonly id: string;
  readonly title: string;
  readonly labs: readonly LoadedLab[];
}

const catalogName = 'catalog.yaml';

const catalogSchema = z.strictObject({
  tracks: z
    .array(
      z.strictObject({
        id: identifier.describe('The name of the track’s folder.'),
        title: z.string().trim().min(1).describe('The name of the track.'),
        labs: z.array(identifier).describe('The names of the labs’ folders, in order.'),
      }),
    )
    .describe('The tracks, in order.'),
});

/** Reads the catalogue and every lab in it. Never throws for what is in the folder. */
export async function loadCatalog(labsFolder: string): Promise<Catalog> {
  const folder = resolve(labsFolder);
  const read = await readLabText(folder, catalogName);
  if ('failure' in read) {
    return {
      folder,
      tracks: [],
      problems: [{ file: catalogName, line: 1, column: 1, message: read.failure }],
    };
  }
  const { yaml, problems } = parseYaml(catalogName, read.text);
  if (yaml === undefined) return { folder, tracks: [], problems };
  const checked = validate(catalogSchema, yaml.data);
  if (checked.value === undefined) {
    return { folder, tracks: [], problems: checked.problems.map((each) => locate(yaml, each, {})) };
  }
  const { tracks } = checked.value;
  const repeated = tracks.flatMap(({ labs }, track) =>
    labs.flatMap((id, lab) =>
      tracks
        .slice(0, track + 1)
        .some((each, at) => each.labs.slice(0, at === track ? lab : undefined).includes(id))
        ? [
            locate(
              yaml,
              {
                path: ['tracks', track, 'labs', lab],
                message: t('{0} is in the catalogue twice.', quote(id)),
              },
              {},
            ),
          ]
        : [],
    ),
  );
  const listed = new Set(tracks.flatMap(({ id, labs }) => labs.map((lab) => `${id}/${lab}`)));
  const forgotten = (await findLabs(folder)).filter((path) => !listed.has(path));
  return {
    folder,
    tracks: await Promise.all(
      tracks.map(async ({ id, title, labs }) => ({
        id,
        title,
        labs: await Promise.all([...new Set(labs)].map((lab) => loadLab(join(folder, id, lab)))),
      })),
    ),
    problems: [
      ...repeated,
      ...forgotten.map((path) => ({
        file: catalogName,
        line: 1,
        column: 1,
        message: t('The lab {0} is not in the catalogue.', quote(path)),
      })),
    ],
  };
}

async function findLabs(folder: string): Promise<readonly string[]> {
  const foldersIn = async (path: string): Promise<readonly string[]> =>
    (await readdir(path, { withFileTypes: true }))
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name);
  const found = await Promise.all(
    (await foldersIn(folder)).map(async (track) => {
      const labs = await foldersIn(join(folder, track));
      const entries = await Promise.all(
        labs.map(async (lab) => ({ lab, names: await readdir(join(folder, track, lab)) })),
      );
      return entries
        .filter(({ names }) => names.includes('lab.yaml'))
        .map(({ lab }) => `${track}/${lab}`);
    }),
  );
  return found.flat();
}
