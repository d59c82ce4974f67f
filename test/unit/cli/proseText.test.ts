import assert from 'node:assert/strict';
import { proseText } from '../../../extension/cli/proseText.ts';
import { parseProse } from '../../../extension/core/lab/markdown.ts';

const shown = (markdown: string, columns: number | undefined): readonly string[] =>
  proseText(parseProse(markdown), { columns, paint: (_, text) => text }).split('\n');

describe('A step’s prose in a terminal', () => {
  it('breaks between words, in lists too, and leaves what is typed whole', () => {
    const markdown = [
      'One two three four.',
      '- five six seven eight',
      '```sh run\nsleep 1; sleep 2; sleep 3\n```',
    ].join('\n\n');
    assert.deepEqual(shown(markdown, 12), [
      'One two',
      'three four.',
      '',
      '- five six',
      '  seven',
      '  eight',
      '',
      '    $ sleep 1; sleep 2; sleep 3',
    ]);
  });

  it('sets what is asked apart', () => {
    const markdown = '```predict end\nHow will it end?\n- well\n```';
    assert.deepEqual(shown(markdown, 40), [
      '? end: How will it end?',
      '  - well',
      '  (answer: isolab check --answer end=…)',
    ]);
  });

  it('says where each line is typed', () => {
    const blocks = ['sh run\nid\nps', 'sh run guest:alpha\nid\nps', 'sh\nid\nps'];
    const markdown = blocks.map((block) => `\`\`\`${block}\n\`\`\``).join('\n\n');
    assert.deepEqual(
      shown(markdown, undefined)
        .filter(Boolean)
        .map((line) => line.trim()),
      ['$ id', '$ ps', 'alpha# id', 'alpha# ps', 'id', 'ps'],
    );
  });
});
