import assert from 'node:assert/strict';
import fc from 'fast-check';
import * as z from 'zod';
import { parseProse } from '../../../extension/core/lab/markdown.ts';
import type { ProseNode } from '../../../extension/core/lab/prose.ts';

describe('Prose', () => {
  const text = (words: string): ProseNode => ({ type: 'text', text: words });
  const paragraph = (...children: ProseNode[]): ProseNode => ({ type: 'paragraph', children });
  const cases: readonly (readonly [name: string, markdown: string, nodes: readonly ProseNode[]])[] =
    [
      ['of nothing', '', []],
      ['of words', 'One\ntwo', [paragraph(text('One\ntwo'))]],
      [
        'with marks',
        '**a** *b* `c`',
        [
          paragraph(
            { type: 'strong', children: [text('a')] },
            text(' '),
            { type: 'emphasis', children: [text('b')] },
            text(' '),
            { type: 'code', text: 'c' },
          ),
        ],
      ],
      [
        'with a heading',
        '## H *i*',
        [
          {
            type: 'heading',
            level: 2,
            children: [text('H '), { type: 'emphasis', children: [text('i')] }],
          },
        ],
      ],
      [
        'with lists',
        '1. a\n   - b\n2. c\n',
        [
          {
            type: 'list',
            isOrdered: true,
            children: [
              {
                type: 'item',
                children: [
                  text('a'),
                  {
                    type: 'list',
                    isOrdered: false,
                    children: [{ type: 'item', children: [text('b')] }],
                  },
                ],
              },
              { type: 'item', children: [text('c')] },
            ],
          },
        ],
      ],
      [
        'with a quote and a rule',
        '> q\n\n---\n',
        [{ type: 'quote', children: [paragraph(text('q'))] }, { type: 'rule' }],
      ],
      ['with a hard break', 'a\\\nb', [paragraph(text('a'), { type: 'break' }, text('b'))]],
      [
        'with a link',
        '[a](https://example.org/)',
        [paragraph({ type: 'link', href: 'https://example.org/', children: [text('a')] })],
      ],
      [
        'with a link to a view',
        '[a](isolab:isolation?focus=x)',
        [paragraph({ type: 'link', href: 'isolab:isolation?focus=x', children: [text('a')] })],
      ],
      [
        'with a link that would run a script',
        '[a](javascript:alert)',
        [paragraph(text('[a](javascript:alert)'))],
      ],
      [
        'with a link to a plain-text site',
        '[a](http://x.org)',
        [paragraph(text('[a](http://x.org)'))],
      ],
      ['with a link to a file', '<file:///etc/passwd>', [paragraph(text('<file:///etc/passwd>'))]],
      [
        'with HTML',
        '<script>alert(1)</script><b onclick=x>b</b>',
        [paragraph(text('<script>alert(1)</script><b onclick=x>b</b>'))],
      ],
      ['with a picture', '![alt](https://x.org/a.png)', [paragraph(text('alt'))]],
      [
        'with a block',
        '```sh\na\nb\n```',
        [{ type: 'block', language: 'sh', isRunnable: false, text: 'a\nb' }],
      ],
      [
        'with a block to run',
        '```sh run\na\n```',
        [{ type: 'block', language: 'sh', isRunnable: true, text: 'a' }],
      ],
      [
        'with a block to run at a console of a guest',
        '```sh run guest:alpha\na\n```',
        [{ type: 'block', language: 'sh', isRunnable: true, guest: 'alpha', text: 'a' }],
      ],
      [
        'with a block that names a guest and is not to run',
        '```sh guest:alpha\na\n```',
        [{ type: 'block', language: 'sh', isRunnable: false, text: 'a' }],
      ],
      [
        'with a block marked run alone',
        '``` run\na\n```',
        [{ type: 'block', language: 'sh', isRunnable: true, text: 'a' }],
      ],
      [
        'with a table',
        '| a | b |\n|---|---|\n| `c` | d |\n',
        [
          {
            type: 'table',
            header: [[text('a')], [text('b')]],
            rows: [[[{ type: 'code', text: 'c' }], [text('d')]]],
          },
        ],
      ],
      [
        'with a question',
        '```question how-many\nHow *many*\nare there?\n- 1\n- `2`\n```',
        [
          {
            type: 'ask',
            kind: 'question',
            id: 'how-many',
            text: [
              text('How '),
              { type: 'emphasis', children: [text('many')] },
              text('\nare there?'),
            ],
            choices: ['1', '`2`'],
          },
        ],
      ],
      [
        'with a prediction without ID',
        '```predict\na\n```',
        [{ type: 'block', language: 'predict', isRunnable: false, text: 'a' }],
      ],
    ];
  for (const [name, markdown, nodes] of cases) {
    it(`${name} is a tree of known nodes`, () => {
      assert.deepEqual(parseProse(markdown), nodes);
    });
  }

  it('is nothing but known nodes, whatever is written', () => {
    const line = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom(
        '# ',
        '> ',
        '- ',
        '1. ',
        '```',
        '```question q',
        '| a |',
        '|---|',
        '<script>',
        '[a](javascript:b)',
        '![x](y)',
        '&lt;',
        '***',
        '---',
        '    ',
      ),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 20 }), (lines) => {
        nodesSchema.parse(parseProse(lines.join('\n')));
      }),
      { numRuns: 200 },
    );
  }).timeout(30_000);

  it('loses no word', () => {
    const word = fc.stringMatching(/^[a-z]{3,8}$/u);
    const around = fc.constantFrom(
      '',
      '*',
      '**',
      '`',
      '> ',
      '- ',
      '1. ',
      '# ',
      '\n',
      '\n\n',
      '\n    ',
      '(',
      ']',
      '<',
      '~~',
      '\n\n[',
      ']: ',
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(around, word, around), { maxLength: 15 }), (parts) => {
        const written = parts.map(([before, each, after]) => `${before}${each}${after} `).join('');
        const read = wordsOf(parseProse(written)).join(' ');
        for (const [, each] of parts)
          assert.ok(read.includes(each), `${each} of ${JSON.stringify(written)} in ${read}`);
      }),
      { numRuns: 300 },
    );
  }).timeout(30_000);
});

const children = z.lazy(() => nodesSchema);
const node: z.ZodType = z.discriminatedUnion('type', [
  z.strictObject({ type: z.enum(['text', 'code']), text: z.string() }),
  z.strictObject({ type: z.enum(['strong', 'emphasis', 'paragraph', 'quote', 'item']), children }),
  z.strictObject({ type: z.literal('heading'), level: z.number().min(1).max(6), children }),
  z.strictObject({ type: z.literal('list'), isOrdered: z.boolean(), children }),
  z.strictObject({
    type: z.literal('link'),
    href: z.string().regex(/^(?:https:\/\/|isolab:)/iu),
    children,
  }),
  z.strictObject({
    type: z.literal('table'),
    header: z.array(children),
    rows: z.array(z.array(children)),
  }),
  z.strictObject({
    type: z.literal('block'),
    language: z.string(),
    isRunnable: z.boolean(),
    text: z.string(),
  }),
  z.strictObject({
    type: z.literal('ask'),
    kind: z.enum(['question', 'predict']),
    id: z.string().regex(/^[a-z0-9-]+$/u),
    text: children,
    choices: z.array(z.string()),
  }),
  z.strictObject({ type: z.enum(['rule', 'break']) }),
]);
const nodesSchema: z.ZodType = z.array(node);

function wordsOf(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(wordsOf) : [];
}
