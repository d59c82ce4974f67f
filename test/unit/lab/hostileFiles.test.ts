import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadLab } from '../../../extension/core/lab/load.ts';
import { formatProblem } from '../../../extension/core/lab/problem.ts';
import { goodManifest, load, problemsOf, withLab } from './labFolder.ts';

describe('The files of a lab', () => {
  const manifest = { 'lab.yaml': goodManifest };

  it('are listed with folders before what is in them', async () => {
    const { lab } = await load({ ...manifest, 'files/b/c.txt': 'c', 'files/a.txt': 'a' });
    assert.deepEqual(lab?.files, [
      { path: 'a.txt', isFolder: false },
      { path: 'b', isFolder: true },
      { path: 'b/c.txt', isFolder: false },
    ]);
  });

  const links: readonly (readonly [name: string, path: string, target: string, problem: string])[] =
    [
      [
        'a link out of files/',
        'files/link',
        '/etc/passwd',
        'files:1:1 `files/link` is a link or a special file: only files and folders are copied.',
      ],
      [
        'a link within files/',
        'files/link',
        'a.txt',
        'files:1:1 `files/link` is a link or a special file: only files and folders are copied.',
      ],
      [
        'a linked folder in files/',
        'files/deep/link',
        '../..',
        'files:1:1 `files/deep/link` is a link or a special file: only files and folders are copied.',
      ],
      [
        'prose that is a link out',
        '1.md',
        '../../../outside.md',
        'lab.yaml:7:11 `1.md` is a link that leads out of the lab’s folder.',
      ],
      ['prose that is a link to itself', '1.md', '1.md', 'lab.yaml:7:11 `1.md` cannot be read: '],
      [
        'a manifest that is a link out',
        'lab.yaml',
        '/etc/passwd',
        'lab.yaml:1:1 `lab.yaml` is a link that leads out of the lab’s folder.',
      ],
    ];
  for (const [name, path, target, problem] of links) {
    it(`refuse ${name}`, async () => {
      const files: Record<string, string> = {
        ...manifest,
        'files/deep/a.txt': 'a',
        'files/a.txt': 'a',
      };
      await withLab(files, async (folder) => {
        await rm(join(folder, path), { force: true });
        await writeFile(join(folder, '..', '..', 'outside.md'), 'secret');
        await symlink(
          path === '1.md' && target !== '1.md' ? '../../outside.md' : target,
          join(folder, path),
        );
        const { lab, problems } = await loadLab(folder);
        assert.equal(lab, undefined);
        assert.equal(problems.length, 1);
        assert.ok(
          formatProblem(problems[0] ?? assert.fail()).startsWith(problem),
          formatProblem(problems[0] ?? assert.fail()),
        );
      });
    });
  }

  it('may be linked within the folder where they are read, not copied', async () => {
    await withLab({ ...manifest, 'text/one.md': 'Hello\n' }, async (folder) => {
      await rm(join(folder, '1.md'));
      await symlink('text/one.md', join(folder, '1.md'));
      assert.equal((await loadLab(folder)).lab?.source.texts['1.md'], 'Hello\n');
    });
  });

  it('refuse a named pipe without waiting for it', async () => {
    await withLab(manifest, async (folder) => {
      await rm(join(folder, '1.md'));
      execFileSync('mkfifo', [join(folder, '1.md')]);
      const { problems } = await loadLab(folder);
      assert.deepEqual(problems.map(formatProblem), ['lab.yaml:7:11 `1.md` is not a file.']);
    });
  });

  it('refuse a folder in place of the manifest', async () => {
    await withLab({}, async (folder) => {
      await mkdir(join(folder, 'lab.yaml'));
      const { problems } = await loadLab(folder);
      assert.deepEqual(problems.map(formatProblem), ['lab.yaml:1:1 `lab.yaml` is not a file.']);
    });
  });

  const texts: readonly (readonly [
    name: string,
    files: Readonly<Record<string, string | Uint8Array>>,
    problem: string,
  ])[] = [
    [
      'a huge manifest',
      { 'lab.yaml': `# ${'x'.repeat(300_000)}\n${goodManifest}` },
      `lab.yaml:1:1 \`lab.yaml\` is too large: ${300_003 + goodManifest.length} bytes, at most 262144.`,
    ],
    [
      'huge prose',
      { ...manifest, '1.md': 'x'.repeat(300_000) },
      'lab.yaml:7:11 `1.md` is too large: 300000 bytes, at most 262144.',
    ],
    [
      'a huge file',
      { ...manifest, 'files/big': Buffer.alloc(17_000_000) },
      'files:1:1 `files/big` is too large: 17000000 bytes, at most 16777216.',
    ],
    [
      'Latin-1',
      { ...manifest, '1.md': Buffer.from('Gr\u00fc\u00dfe', 'latin1') },
      'lab.yaml:7:11 `1.md` is not UTF-8 text.',
    ],
    [
      'UTF-16',
      { 'lab.yaml': Buffer.from(`\ufeff${goodManifest}`, 'utf16le') },
      'lab.yaml:1:1 `lab.yaml` is not UTF-8 text.',
    ],
    ['no manifest', {}, 'lab.yaml:1:1 There is no file `lab.yaml` in the lab’s folder.'],
    [
      'a value that is not declared, in the prose',
      { ...manifest, '1.md': 'Go to\r\n\r\n  `${PORT}`\n' },
      '1.md:3:4 `${PORT}` is not declared under vars. If the text itself is meant, write `$${PORT}`.',
    ],
  ];
  for (const [name, files, problem] of texts) {
    it(`refuse ${name}`, async () => {
      assert.deepEqual(await problemsOf(files), [problem]);
    });
  }

  it('are too many at a thousand', async () => {
    const many = Object.fromEntries(Array.from({ length: 1001 }, (_, n) => [`files/${n}`, '']));
    assert.deepEqual(await problemsOf({ ...manifest, ...many }), [
      'files:1:1 `files/` holds too many files: at most 1000.',
    ]);
  });

  it('have names that may be hostile, and stay what they are', async () => {
    const name = `-rf; $(touch x) <script> \u202e "'`;
    const { lab } = await load({ ...manifest, [`files/${name}`]: '' });
    assert.deepEqual(lab?.files, [{ path: name, isFolder: false }]);
  });
});
