import assert from 'node:assert/strict';
import type { ImageLayers, Layer, LayerFile } from '../../../extension/core/layers/layer.ts';
import { imageFacts } from '../../fakes/facts.ts';
import { goodManifest, problemsOf } from '../lab/labFolder.ts';
import { itJudges, judge } from './expectVerdict.ts';

const file = (path: string, size: number): LayerFile => ({
  ...{ path, kind: 'file', size, mode: 0o644, userId: 0, groupId: 0 },
});

function layer(
  diffId: string,
  instruction: string,
  files: readonly LayerFile[],
  removed: readonly string[] = [],
): Layer {
  const sizeBytes = files.reduce((sum, { size }) => sum + size, 0);
  return { diffId, instruction, files, removed, opaque: [], createdAt: '', sizeBytes };
}

const site: ImageLayers = {
  platform: 'linux/amd64',
  empty: [],
  layers: [
    layer('l1', '', [file('etc/motd', 100), file('etc/passwd', 50)]),
    layer('l2', 'COPY app /app # buildkit', [file('app/app.py', 200), file('app/model', 5 << 20)]),
    layer('l3', '/bin/sh -c rm /app/model', [file('etc/motd', 20)], ['app/model', 'nothing']),
  ],
};

const facts = {
  layers: { site, clean: { ...site, layers: site.layers.slice(0, 1) } },
  images: {
    child: imageFacts({ layers: ['l1', 'l2', 'own'] }),
    cousin: imageFacts({ layers: ['other', 'l2'] }),
  },
};
const second = 'Layer 2 of `site` was made by `COPY app /app`';
const third = 'Layer 3 of `site` was made by `RUN rm /app/model`';

describe('The check `layer`', () => {
  itJudges(facts, [
    [{ layer: { of: 'gone' } }, 'failed', 'There is no image `gone`.'],
    [{ layer: { of: 'gone', absent: true } }, 'failed', 'There is no image `gone`.'],
    [{ layer: { of: 'gone', wasted: 0 } }, 'failed', 'There is no image `gone`.'],
    [{ layer: { of: 'site', index: 2 } }, 'passed', second],
    [{ layer: { of: 'site', index: 4 } }, 'failed', 'The image `site` has layers: 3'],
    [
      { layer: { of: 'site', index: 1 } },
      'passed',
      'Layer 1 of `site` has no instruction in the image’s history',
    ],
    [
      { layer: { of: 'site', instruction: { matches: '^RUN ' }, removes: ['/app/model'] } },
      'passed',
      `${third}, removes \`/app/model\``,
    ],
    [
      { layer: { of: 'site', instruction: { matches: '^ADD' } } },
      'failed',
      'No layer of `site` was made by an instruction matching `^ADD`.',
    ],
    [{ layer: { of: 'site', instruction: 'COPY app /app', index: 3 } }, 'failed', third],
    [{ layer: { of: 'site', adds: ['/app/app.py'] } }, 'passed', `${second}, adds \`/app/app.py\``],
    [
      { layer: { of: 'site', index: 3, adds: ['/etc/motd'] } },
      'failed',
      `${third}, changes \`/etc/motd\``,
    ],
    [
      { layer: { of: 'site', index: 3, changes: ['/app/'], removes: ['/nothing'] } },
      'failed',
      `${third}, leaves \`/app/\` alone, leaves \`/nothing\` alone`,
    ],
    [
      { layer: { of: 'site', index: 2, adds: [{ matches: '^/app/' }, { contains: 'etc' }] } },
      'failed',
      `${second}, leaves a path containing \`etc\` alone`,
    ],
    [
      { layer: { of: 'site', index: 2, lacks: ['/app/model'] } },
      'failed',
      `${second}, adds \`/app/model\``,
    ],
    [
      { layer: { of: 'site', index: 3, lacks: ['/app/model'] } },
      'passed',
      `${third}, brings no \`/app/model\``,
    ],
    [
      { layer: { of: 'site', adds: ['/app/model'], absent: true } },
      'failed',
      `${second}, adds \`/app/model\``,
    ],
    [
      { layer: { of: 'clean', adds: ['/app/model'], absent: true } },
      'passed',
      'Layer 1 of `clean` has no instruction in the image’s history, leaves `/app/model` alone',
    ],
    [
      { layer: { of: 'site', index: 2, size: { below: '1m' } } },
      'failed',
      `${second}, has a size of 5 MiB`,
    ],
    [
      { layer: { of: 'site', index: 2, sharedWith: 'child' } },
      'passed',
      `${second}, is shared with \`child\``,
    ],
    [
      { layer: { of: 'site', index: 3, sharedWith: 'child' } },
      'failed',
      `${third}, is not shared with \`child\``,
    ],
    [
      { layer: { of: 'site', index: 2, sharedWith: 'cousin' } },
      'failed',
      `${second}, is in \`cousin\` too, but on other layers`,
    ],
    [
      { layer: { of: 'site', index: 2, notIn: 'child' } },
      'failed',
      `${second}, is shared with \`child\``,
    ],
    [
      { layer: { of: 'site', index: 3, notIn: 'child' } },
      'passed',
      `${third}, is not shared with \`child\``,
    ],
    [
      { layer: { of: 'site', index: 3, notIn: 'gone' } },
      'failed',
      `${third}, has no \`gone\` beside it`,
    ],
    [
      { layer: { of: 'site', wasted: { below: '1m' } } },
      'failed',
      'The image `site` carries 5 MiB in files that a higher layer hides: `/app/model`, `/etc/motd`',
    ],
    [
      { layer: { of: 'clean', wasted: 0 } },
      'passed',
      'The image `clean` carries 0 bytes in files that a higher layer hides',
    ],
  ]);

  it('says what it wanted, and how to see it', async () => {
    const { expected, see } = await judge(
      { layer: { of: 'site', instruction: { contains: 'COPY' }, adds: ['/secret'], absent: true } },
      facts,
    );
    assert.equal(
      expected,
      'Not true: A layer of `site` was made by an instruction containing `COPY`, adds `/secret`',
    );
    assert.equal(see, 'isolab images show site');
  });

  const problems = [
    ['{ of: site, adds: [app/x] }', 'A path of an image begins with /, as in /etc/passwd.'],
    ['{ of: site, adds: [] }', 'This must not be empty.'],
    ['{ of: site, removes: /x }', 'Here belongs a list, not `/x`.'],
    ['{ of: site, add: [/x] }', '`add` is not known here. Did you mean `adds`?'],
    ['{ adds: [/x] }', '`of` is missing: here belongs a text.'],
    ['{ of: site, index: 0 }', 'Here belongs a number of at least 1.'],
    ['{ of: site, index: top }', 'Here belongs a number'],
    ['{ of: site, adds: [{ matches: "(" }] }', 'This is not a regular expression.'],
    ['{ of: site, wasted: much }', 'This is not an amount of memory'],
    ['{ of: site, wasted: 0, index: 1 }', 'It is asked of the whole image'],
  ] as const;
  for (const [spec, problem] of problems) {
    it(`is told what is wrong with ${spec}`, async () => {
      const manifest = goodManifest.replace(/check: .*/u, `check: { layer: ${spec} }`);
      const found = await problemsOf({ 'lab.yaml': manifest });
      assert.ok(
        found.some((each) => each.includes(problem)),
        found.join('\n'),
      );
    });
  }
});
