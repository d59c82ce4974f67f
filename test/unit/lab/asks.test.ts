import assert from 'node:assert/strict';
import { goodManifest, problemsOf } from './labFolder.ts';

describe('Questions and predictions', () => {
  const step = (more: string): string =>
    goodManifest.replace('text: 1.md', `text: 1.md\n    ${more}`);
  const asked = '```question size\nHow large?\n```\n';
  const cases: readonly (readonly [
    name: string,
    manifest: string,
    prose: string,
    ...problems: string[],
  ])[] = [
    ['match', step('questions: { size: { answer: 5 } }'), asked],
    [
      'are asked and not answered',
      goodManifest,
      asked,
      '1.md:1:1 `size` is not under `questions` of this step in lab.yaml.',
    ],
    [
      'have another ID',
      step('questions: { sice: { answer: 5 } }'),
      asked,
      '1.md:1:1 `size` is not under `questions` of this step in lab.yaml. (allowed: sice)',
      'lab.yaml:8:18 `sice` is not asked in `1.md`: write a fenced block marked `question sice` there.',
    ],
    [
      'are of the other kind',
      step('predictions: { size: { measured: { command: [x] } } }'),
      asked,
      '1.md:1:1 `size` is not under `questions` of this step in lab.yaml.',
      'lab.yaml:8:20 `size` is not asked in `1.md`: write a fenced block marked `predict size` there.',
    ],
    [
      'have no ID',
      goodManifest,
      'Hm.\n\n```predict\nWhat?\n```\n',
      '1.md:3:1 After the word `predict` belongs an ID: `predict how-many`.',
    ],
    [
      'have an ID that is none',
      goodManifest,
      '```question How Many\nWhat?\n```\n',
      '1.md:1:1 After the word `question` belongs an ID: `question how-many`.',
    ],
    [
      'ask nothing',
      step('questions: { size: { answer: 5 } }'),
      '```question size\n- 1\n- 2\n```\n',
      '1.md:1:1 The block `size` asks nothing: write a sentence into it.',
    ],
    [
      'are asked twice',
      step('questions: { size: { answer: 5 } }'),
      `${asked}\n${asked}`,
      '1.md:5:1 `size` is asked twice in this step.',
    ],
  ];
  for (const [name, manifest, prose, ...problems] of cases) {
    it(name, async () => {
      assert.deepEqual(await problemsOf({ 'lab.yaml': manifest, '1.md': prose }), problems);
    });
  }
});
