import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { loadCatalog } from '../../../extension/core/lab/catalog.ts';
import { labReadme, pictureName } from '../../pictures/labReadme.ts';

const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
const { tracks } = await loadCatalog(resolve(import.meta.dirname, '../../../labs'));

describe('The README of each lab', () => {
  for (const { id, folder, lab } of tracks.flatMap((track) => track.labs)) {
    it(`${id} says what its manifest says, and has its picture (npm run pictures ${id})`, async () => {
      const text = await readFile(join(folder, 'README.md'), 'utf8');
      assert.equal(text, lab && labReadme(lab));
      const picture = await readFile(join(folder, pictureName));
      assert.deepEqual(picture.subarray(0, pngSignature.length), pngSignature);
    });
  }
});
