import leven from 'leven';
import { labBroken, labUnknown, type IsolabError } from '../core/base/errors.ts';
import { loadCatalog } from '../core/lab/catalog.ts';
import type { Lab, LoadedLab } from '../core/lab/lab.ts';
import { formatProblem } from '../core/lab/problem.ts';

/** All labs of the catalogue, broken ones too. */
export async function readLabs(labsFolder: string): Promise<readonly LoadedLab[]> {
  const { tracks, problems } = await loadCatalog(labsFolder);
  const [first] = problems;
  if (tracks.length === 0 && first !== undefined) {
    throw labBroken(labsFolder, formatProblem(first));
  }
  return tracks.flatMap(({ labs }) => labs);
}

/** The lab with this ID, `track/lab` or `lab`; rejects with what may have been meant. */
export async function findLoaded(labsFolder: string, id: string): Promise<LoadedLab> {
  const labs = await readLabs(labsFolder);
  const found = labs.find((lab) => lab.id === id || `${lab.track}/${lab.id}` === id);
  if (found !== undefined) return found;
  throw unknown(id, labs);
}

/** The same, and it must be whole. */
export async function findLab(labsFolder: string, id: string): Promise<Lab> {
  const { lab, problems } = await findLoaded(labsFolder, id);
  if (lab === undefined) throw labBroken(id, problems.map(formatProblem).join('\n'));
  return lab;
}

function unknown(id: string, labs: readonly LoadedLab[]): IsolabError {
  const near = labs
    .map((lab) => ({ id: lab.id, distance: leven(lab.id, id) }))
    .sort((a, b) => a.distance - b.distance)[0];
  const isNear = near !== undefined && near.distance <= Math.max(2, id.length / 3);
  return labUnknown(id, isNear ? near.id : undefined);
}
