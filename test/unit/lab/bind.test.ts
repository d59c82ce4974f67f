import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bindLab } from '../../../extension/core/lab/bind.ts';
import type { BoundLab } from '../../../extension/core/lab/lab.ts';
import { drawVars, fillScalar, fillText, namesIn } from '../../../extension/core/lab/vars.ts';
import { load } from './labFolder.ts';

const manifest = `title: Publish a port
summary: Reach a server.
minutes: 5
vars:
  PORT: { pick: [8080, 8081] }
  NAME: { pick: [amber, "42"] }
steps:
  - id: one
    title: On \${PORT}
    text: 1.md
    show: { view: isolation, focus: "container:\${NAME}" }
    questions: { why: { answer: "\${NAME}" } }
    predictions: { code: { measured: { command: [echo, "\${PORT}"] } } }
    tasks:
      - id: published
        says: Publish on \${PORT}
        check:
          container: { name: "\${NAME}", ports: { "\${PORT}/tcp": "\${PORT}" }, env: { HOME: "$\${HOME} $HOME $$" } }
        advice: [{ when: { http: { url: "http://localhost:\${PORT}/" } }, say: "On \${PORT}" }]
        hints: [One]
        solution: |
          docker run --name \${NAME} \\
            busybox
        solutions: [{ file: solution/other.sh }]
        hold: 5s
      - { id: given, says: Given, given: true, mode: level, check: { file: { path: x } } }
mistakes:
  - name: wrong
    do: echo \${PORT}
    expect: { task: published, advice: 1 }
`;

async function bound(vars: Readonly<Record<string, string>>): Promise<BoundLab> {
  const prose = '# ${PORT}\n\n```question why\nWhy?\n```\n\n```predict code\nWhat?\n```\n';
  const { lab, problems } = await load({
    'lab.yaml': manifest,
    '1.md': prose,
    'solution/other.sh': 'echo ${NAME}\nexit\n',
  });
  assert.deepEqual(problems, []);
  return bindLab(lab ?? assert.fail(), vars);
}

describe('A lab with its values', () => {
  it('has them filled in everywhere, numbers as numbers', async () => {
    const { steps, mistakes } = await bound({ PORT: '8081', NAME: '42' });
    const [step] = steps;
    assert.equal(step?.title, 'On 8081');
    assert.ok(step.text.startsWith('# 8081\n'));
    assert.deepEqual(step.show, { view: 'isolation', focus: 'container:42' });
    assert.deepEqual(step.questions, { why: { answer: '42' } });
    const [task, given] = step.tasks;
    assert.deepEqual(task, {
      id: 'published',
      says: 'Publish on 8081',
      needs: [],
      check: {
        container: { name: '42', ports: { '8081/tcp': 8081 }, env: { HOME: '${HOME} $HOME $$' } },
      },
      advice: [{ when: { http: { url: 'http://localhost:8081/' } }, say: 'On 8081' }],
      hints: ['One'],
      mode: { kind: 'hold', holdMs: 5000 },
      isGiven: false,
      solutions: [
        [{ lines: ['docker run --name 42 \\', '  busybox'] }],
        [{ lines: ['echo 42', 'exit'] }],
      ],
    });
    assert.deepEqual(
      [given?.mode, given?.isGiven, given?.solutions],
      [{ kind: 'level' }, true, []],
    );
    assert.deepEqual(mistakes, [
      {
        name: 'wrong',
        lines: [{ lines: ['echo 8081'] }],
        expect: { task: 'published', advice: 1 },
      },
    ]);
  });

  it('is the same each time', async () => {
    const vars = { PORT: '8080', NAME: 'amber' };
    assert.deepEqual(
      { ...(await bound(vars)), folder: '' },
      { ...(await bound(vars)), folder: '' },
    );
  });

  it('has each value drawn from its picks', () => {
    const lab = { variables: { PORT: [8080, 8081], NAME: ['a'] } };
    assert.deepEqual(
      drawVars(lab, () => 0),
      { PORT: '8080', NAME: 'a' },
    );
    assert.deepEqual(
      drawVars(lab, () => 0.999),
      { PORT: '8081', NAME: 'a' },
    );
    assert.deepEqual(
      drawVars(lab, () => 1),
      { PORT: '8081', NAME: 'a' },
    );
  });
});

describe('Filling in values', () => {
  const name = fc.stringMatching(/^[A-Z][A-Z0-9_]{0,3}$/u);
  const plain = fc.string().filter((text) => !text.includes('$'));
  const values = fc.dictionary(name, plain);

  it('changes nothing in a text without marks', () => {
    fc.assert(
      fc.property(fc.string(), values, (text, drawn) => {
        fc.pre(namesIn(text).length === 0 && !text.includes('$${'));
        assert.equal(fillText(text, drawn), text);
      }),
    );
  });

  it('done twice is done once, where nothing is escaped', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            plain,
            name.map((each) => `\${${each}}`),
          ),
        ),
        values,
        (parts, drawn) => {
          const once = fillText(parts.join(''), drawn);
          assert.equal(fillText(once, drawn), once);
        },
      ),
    );
  });

  it('takes a value as it is, whatever it looks like', () => {
    const drawn = { A: '$&$1$$', B: '${A}' };
    assert.equal(fillText('<${A}|${B}|$${A}|${C}|$A>', drawn), '<$&$1$$|${A}|${A}|${C}|$A>');
    assert.equal(fillText('${constructor}${__proto__}', {}), '${constructor}${__proto__}');
    assert.equal(fillScalar('${N}', { N: 5 }), 5);
    assert.equal(fillScalar('a${N}', { N: 5 }), 'a5');
    assert.equal(fillScalar('$${N}', { N: 5 }), '${N}');
  });
});
