import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { loadCatalog } from '../../extension/core/lab/catalog.ts';
import { labReadme, pictureName } from './labReadme.ts';
import { takePicture } from './takePicture.ts';

// npm run pictures [LAB…]: does the beginning of each lab in a real VS Code, and keeps its README and its picture.

const asked = process.argv.slice(2);
const { tracks } = await loadCatalog(resolve(import.meta.dirname, '../../labs'));
const labs = tracks.flatMap((track) => track.labs);
const unknown = asked.filter((id) => !labs.some((lab) => lab.id === id));
if (unknown.length > 0) throw new Error(`no lab is called ${unknown.join(', ')}`);

for (const { id, folder, lab } of labs) {
  if (lab === undefined || (asked.length > 0 && !asked.includes(id))) continue;
  const open = await takePicture(lab, join(folder, pictureName));
  await writeFile(join(folder, 'README.md'), labReadme(lab));
  console.log(`${id}: ${open.length === 0 ? 'solved' : `not solved: ${open.join(', ')}`}`);
}
