import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { loadCatalog } from '../../../extension/core/lab/catalog.ts';

const labs = resolve(import.meta.dirname, '../../../labs');
const page = readFileSync(join(labs, 'docker/README.md'), 'utf8');
const rows = [...page.matchAll(/^\| (`docker .*?) \| [^|]* \| \[(.*?)\]\((.*?)\) \|$/gm)].map(
  ([, commands = '', lab = '', file = '']) => ({ commands, lab, file }),
);

describe('The page of commands', () => {
  it('names all that the courses name', () => {
    const named = rows.map(({ commands }) => commands).join(' ');
    const wanted =
      'help version run pull images -it ps rm rmi -d -P --name port -p stop search login push build';
    assert.deepEqual(
      [...wanted.split(' '), 'logs -f', 'ps -a'].filter((word) => !named.includes(word)),
      [],
    );
  });

  it('has only labs that there are', async () => {
    const { tracks } = await loadCatalog(labs);
    const there = new Set(tracks.flatMap(({ labs: loaded }) => loaded.map(({ id }) => id)));
    assert.deepEqual(
      rows.filter(({ lab, file }) => !there.has(lab) || !file.startsWith(`${lab}/`)),
      [],
    );
  });

  for (const { commands, lab, file } of rows) {
    it(`finds ${commands} in ${file}`, () => {
      const folder = join(labs, 'docker', lab);
      const texts = [file.slice(lab.length + 1), 'lab.yaml'];
      assert.ok(readdirSync(folder).includes(texts[0] ?? ''));
      const lines = texts.flatMap((name) => readFileSync(join(folder, name), 'utf8').split('\n'));
      for (const [, command = ''] of commands.matchAll(/`(.*?)`/g)) {
        // Words in capitals stand for something.
        const words = command.split(/[ ()]+/).filter((word) => !/^[A-Z]+$/.test(word));
        assert.ok(
          lines.some((line) => words.every((word) => line.includes(word))),
          command,
        );
      }
    });
  }
});
