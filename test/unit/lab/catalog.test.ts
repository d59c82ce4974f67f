import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { format } from 'prettier';
import { loadCatalog } from '../../../extension/core/lab/catalog.ts';
import { labJsonSchema } from '../../../extension/core/lab/jsonSchema.ts';
import { formatProblem } from '../../../extension/core/lab/problem.ts';
import { goodManifest, load, withLab } from './labFolder.ts';

const labsFolder = join(import.meta.dirname, '../../../labs');

describe('The catalogue', () => {
  const catalog = (labs: string): string =>
    `tracks:\n  - { id: docker, title: Docker, labs: ${labs} }\n`;
  const cases: readonly (readonly [
    name: string,
    catalog: string,
    problems: readonly string[],
    labs: readonly string[],
  ])[] = [
    [
      'lists labs in order, broken ones too',
      catalog('[lab, gone]'),
      [],
      ['lab: fine', 'gone: lab.yaml:1:1 There is no file `lab.yaml` in the lab’s folder.'],
    ],
    [
      'tells of a lab that it forgets',
      catalog('[]'),
      ['catalog.yaml:1:1 The lab `docker/lab` is not in the catalogue.'],
      [],
    ],
    [
      'tells of a lab that is in it twice',
      catalog('[lab, lab]'),
      ['catalog.yaml:2:46 `lab` is in the catalogue twice.'],
      ['lab: fine'],
    ],
    [
      'has no way out of its folder',
      catalog('[../../secret]'),
      [
        'catalog.yaml:2:41 `../../secret` is not an ID: lower-case letters, digits and hyphens between them.',
      ],
      [],
    ],
    [
      'tells what is wrong with it',
      'track: []\n',
      [
        'catalog.yaml:1:1 `tracks` is missing: here belongs a list.',
        'catalog.yaml:1:1 `track` is not known here. Did you mean `tracks`? (allowed: tracks)',
      ],
      [],
    ],
    [
      'tells where it is no YAML',
      'tracks: [\n',
      [
        'catalog.yaml:2:1 This is not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
      ],
      [],
    ],
  ];
  for (const [name, text, problems, labs] of cases) {
    it(name, async () => {
      await withLab({ 'lab.yaml': goodManifest, '../../catalog.yaml': text }, async (folder) => {
        const found = await loadCatalog(dirname(dirname(folder)));
        assert.deepEqual(found.problems.map(formatProblem), problems);
        const told = found.tracks
          .flatMap((track) => track.labs)
          .map(
            ({ id, lab, problems: own }) =>
              `${id}: ${lab === undefined ? own.map(formatProblem).join() : 'fine'}`,
          );
        assert.deepEqual(told, labs);
      });
    });
  }

  it('of this repository is without problems', async () => {
    const { tracks, problems } = await loadCatalog(labsFolder);
    const all = [...problems, ...tracks.flatMap(({ labs }) => labs).flatMap((lab) => lab.problems)];
    assert.deepEqual(all.map(formatProblem), []);
    assert.ok(tracks.flatMap(({ labs }) => labs).length > 0);
  }).timeout(20_000);
});

describe('The JSON Schema of lab.yaml', () => {
  it('is current: run `npm run schema` after a change', async () => {
    const text = await format(JSON.stringify(labJsonSchema()), { parser: 'json', printWidth: 100 });
    assert.equal(await readFile(join(labsFolder, 'lab.schema.json'), 'utf8'), text);
  }).timeout(20_000);

  it('explains every field', () => {
    assert.deepEqual(fieldsWithoutDescription(labJsonSchema(), ''), []);
  });
});

describe('The reference for authors', () => {
  it('names every kind of check', async () => {
    const { checkKinds } = await import('../../../extension/core/check/index.ts');
    const text = await readFile(join(labsFolder, 'README.md'), 'utf8');
    const missing = Object.keys(checkKinds).filter((kind) => !text.includes(`| \`${kind}\` |`));
    assert.deepEqual(missing, []);
  });
});

describe('The loader', () => {
  it('never throws, whatever a manifest holds', async () => {
    const lines = goodManifest.split('\n');
    const junk = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '&a',
        '*a',
        '!!set',
        '<<: *a',
        '? ',
        '- ',
        '{',
        '[',
        '"',
        "'",
        '|',
        '>',
        '%YAML 9',
        '---',
        '${X}',
        '~',
        ': ',
        '\t',
        '__proto__: 1',
        '!!int x',
        '0x',
        '.inf',
        '2026-01-01',
      ),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.nat(lines.length),
        fc.array(junk, { maxLength: 4 }),
        fc.nat(30),
        async (at, words, column) => {
          const line = lines[at] ?? '';
          const broken = lines.with(
            Math.min(at, lines.length - 1),
            line.slice(0, column) + words.join(' ') + line.slice(column),
          );
          const { lab, problems } = await load({ 'lab.yaml': broken.join('\n') });
          assert.equal(lab === undefined, problems.length > 0);
          for (const { line: row, column: place, message } of problems)
            assert.ok(row >= 1 && place >= 1 && message !== '');
        },
      ),
      { numRuns: 150 },
    );
  }).timeout(60_000);
});

function fieldsWithoutDescription(schema: unknown, path: string): readonly string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) => {
    const inner = fieldsWithoutDescription(value, `${path}/${key}`);
    if (key !== 'properties') return inner;
    const fields = Object.entries(value as Record<string, { description?: string }>);
    const silent = fields.filter(
      ([name, field]) =>
        field.description === undefined &&
        !path.includes('/definitions/') &&
        !('$ref' in field) &&
        !boundNames.has(name),
    );
    return [...silent.map(([name]) => `${path}/${name}`), ...inner];
  });
}

// The bounds of a comparison explain themselves.
const boundNames = new Set(['is', 'atLeast', 'atMost', 'above', 'below']);
