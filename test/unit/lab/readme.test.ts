import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { loadCatalog } from '../../../extension/core/lab/catalog.ts';

const root = resolve(import.meta.dirname, '../../..');

describe('The product’s README', () => {
  it('lists every lab with its minutes and its own README, in the order of the catalogue', async () => {
    const { tracks } = await loadCatalog(join(root, 'labs'));
    const labs = tracks.flatMap(({ id, labs }) =>
      labs.flatMap(({ lab }) => (lab ? [{ lab, readme: `labs/${id}/${lab.id}/README.md` }] : [])),
    );
    const text = await readFile(join(root, 'README.md'), 'utf8');
    const rows = text.matchAll(/^\| \[(.+)\]\((.+)\) \| .+ \| (\d+) \|$/gmu);
    assert.deepEqual(
      Array.from(rows, ([, title, readme, minutes]) => [title, readme, Number(minutes)]),
      labs.map(({ lab, readme }) => [lab.title, readme, lab.minutes]),
    );
  });
});
