import assert from 'node:assert/strict';
import { goodManifest, problemsOf } from './labFolder.ts';

type Case = readonly [name: string, manifest: string, ...problems: readonly string[]];

describe('A broken manifest is told with its place, what is wrong and what is allowed:', () => {
  const kinds =
    'container, image, layer, network, volume, registry, compose, swarm, service, process, namespace, cgroup, mount, interface, capability, file, command, http, log, question, vm, disk, vm-snapshot, migration, measured, recorded, all, any, not, count, within';
  const top =
    'title, summary, minutes, needs, guests, linux, images, objectives, vars, steps, mistakes';

  const yaml: readonly Case[] = [
    ['an empty file', '', '1:1 Here belongs a map of keys and values, not nothing.'],
    ['a word', 'hello', '1:1 Here belongs a map of keys and values, not `hello`.'],
    ['a list', '- a\n', '1:1 Here belongs a map of keys and values, not a list.'],
    [
      'a tab',
      edit('minutes', '\tminutes'),
      '3:1 This is not valid YAML: Tabs are not allowed as indentation',
    ],
    [
      'a brace that is not closed',
      edit('{ name: site }', '{ name: site '),
      '12:9 This is not valid YAML: Flow map in block collection must be sufficiently indented and end with a }',
    ],
    [
      'a quote that is not closed',
      edit('Publish a port', '"Publish'),
      '13:1 This is not valid YAML: Missing closing "quote',
    ],
    [
      'a key twice',
      edit('minutes: 5', 'minutes: 5\nminutes: 6'),
      '4:1 This is not valid YAML: Map keys must be unique',
    ],
    [
      'an alias',
      edit('title: Publish', 'title: &a Publish').replace('Reach a server.', '*a'),
      '2:10 Aliases are not part of the format: write the value out.',
    ],
    [
      'a billion laughs',
      `a: &a [x, x]\n${Array.from({ length: 9 }, (_, n) => `a${n}: &a${n} [*a${n === 0 ? '' : n - 1}, *a]\n`).join('')}`,
      ...Array.from({ length: 9 }, (_, n) => [
        `${n + 2}:${n === 0 ? 10 : 10} Aliases are not part of the format: write the value out.`,
        `${n + 2}:${n === 0 ? 14 : 15} Aliases are not part of the format: write the value out.`,
      ]).flat(),
    ],
    [
      'a merge key',
      `${goodManifest}<<: { minutes: 6 }\n`,
      `13:1 \`<<\` is not known here. (allowed: ${top})`,
    ],
    [
      'a tag',
      edit('Publish a port', '!!js/function "x"'),
      '1:8 This is not valid YAML: Unresolved tag: tag:yaml.org,2002:js/function',
    ],
    [
      'two documents',
      `${goodManifest}---\ntitle: x\n`,
      '13:1 This is not valid YAML: Source contains multiple documents',
    ],
    [
      'wrong indentation',
      edit('    title: One', '   title: One'),
      '6:1 This is not valid YAML: Sequence item without - indicator',
    ],
    [
      'no key',
      edit('title: Publish a port', 'Publish a port'),
      '1:1 This is not valid YAML: Implicit keys need to be on a single line',
    ],
    [
      'a list as a key',
      `${goodManifest}? [a, b]\n: c\n`,
      '13:3 This is not valid YAML: With stringKeys, all keys must be strings',
    ],
    [
      'a prototype',
      `${goodManifest}__proto__: { x: 1 }\n`,
      `13:1 \`__proto__\` is not known here. (allowed: ${top})`,
    ],
    [
      'Windows line ends',
      edit('minutes: 5', 'minutes: x').replaceAll('\n', '\r\n'),
      '3:10 Here belongs a number, not `x`.',
    ],
    [
      'a byte order mark',
      `\ufeff${edit('title', 'titles')}`,
      '1:1 `title` is missing: here belongs a text.',
      `1:1 \`titles\` is not known here. Did you mean \`title\`? (allowed: ${top})`,
    ],
  ];

  const fields: readonly Case[] = [
    [
      'no title',
      edit('title: Publish a port\n', ''),
      '1:1 `title` is missing: here belongs a text.',
    ],
    [
      'a misspelt key',
      edit('summary', 'sumary'),
      '1:1 `summary` is missing: here belongs a text.',
      `2:1 \`sumary\` is not known here. Did you mean \`summary\`? (allowed: ${top})`,
    ],
    ['a number as title', edit('Publish a port', '5'), '1:8 Here belongs a text, not `5`.'],
    ['an empty title', edit('Publish a port', '""'), '1:8 This must not be empty.'],
    ['nothing as title', edit(' Publish a port', ''), '1:7 Here belongs a text, not nothing.'],
    ['a word as minutes', edit('5', 'five'), '3:10 Here belongs a number, not `five`.'],
    ['no minutes', edit('5', '0'), '3:10 Here belongs a number of at least 1.'],
    ['too many minutes', edit('5', '1000'), '3:10 Here belongs a number of at most 240.'],
    ['half minutes', edit('5', '1.5'), '3:10 Here belongs a whole number, not `1.5`.'],
    [
      'an unknown need',
      edit('5', '5\nneeds: [engin]'),
      '4:9 `engin` is not allowed here. Did you mean `engine`? (allowed: engine, compose, linux, vm)',
    ],
    [
      'a need that is no list',
      edit('5', '5\nneeds: engine'),
      '4:8 Here belongs a list, not `engine`.',
    ],
    [
      'no steps',
      goodManifest.replace(/steps:[\s\S]*/u, 'steps:\n'),
      '4:7 Here belongs a list, not nothing.',
    ],
    [
      'an empty list of steps',
      goodManifest.replace(/steps:[\s\S]*/u, 'steps: []\n'),
      '4:8 This must not be empty.',
    ],
    [
      'an ID with spaces',
      edit('id: one', 'id: One Two'),
      '5:9 `One Two` is not an ID: lower-case letters, digits and hyphens between them.',
    ],
    [
      'prose that is no Markdown',
      edit('1.md', '1.txt'),
      '7:11 `1.txt` is not the name of a Markdown file (.md).',
    ],
    [
      'prose that is not there',
      edit('1.md', '2.md'),
      '7:11 There is no file `2.md` in the lab’s folder.',
    ],
    ['prose outside', edit('1.md', '../2.md'), '7:11 `../2.md` leads out of the lab’s folder.'],
    [
      'prose at an absolute path',
      edit('1.md', '/etc/x.md'),
      '7:11 `/etc/x.md` leads out of the lab’s folder.',
    ],
    [
      'prose on a drive',
      edit('1.md', 'C:\\x.md'),
      '7:11 `C:\\x.md` leads out of the lab’s folder.',
    ],
    [
      'an unknown view',
      edit('text: 1.md', 'text: 1.md\n    show: { view: isolaton }'),
      '8:19 `isolaton` is not allowed here. Did you mean `isolation`? (allowed: isolation, meters, recorder, layers, machines, ladder)',
    ],
    [
      'a focus on nobody',
      edit('text: 1.md', 'text: 1.md\n    show: { view: isolation, focus: site }'),
      '8:37 `site` is not host, machine, container:NAME, pid:NUMBER, process:NAME or guest:NAME.',
    ],
  ];

  const checks: readonly Case[] = [
    [
      'a misspelt kind',
      withCheck('{ contaner: { name: site } }'),
      `11:18 \`contaner\` is not known here. Did you mean \`container\`? (allowed: ${kinds})`,
    ],
    [
      'an unknown kind',
      withCheck('{ elephant: { name: site } }'),
      `11:18 \`elephant\` is not known here. (allowed: ${kinds})`,
    ],
    [
      'two kinds',
      withCheck('{ container: { name: x }, image: { ref: x } }'),
      '11:16 A check has exactly one kind; combine several with all or any.',
    ],
    [
      'no kind',
      withCheck('{}'),
      '11:16 A check has exactly one kind; combine several with all or any.',
    ],
    [
      'a word as check',
      withCheck('container'),
      '11:16 Here belongs a map of keys and values, not `container`.',
    ],
    [
      'a misspelt field',
      withCheck('{ network: { nam: x } }'),
      '11:27 `name` is missing: here belongs a text.',
      '11:29 `nam` is not known here. Did you mean `name`? (allowed: name, driver, internal, subnet, containers, without, absent)',
    ],
    [
      'an unknown state',
      withCheck('{ container: { state: runing } }'),
      '11:38 `runing` is not allowed here. Did you mean `running`? (allowed: created, running, paused, restarting, removing, exited, dead, a list)',
    ],
    [
      'a port without protocol',
      withCheck('{ container: { ports: { 80: 8080 } } }'),
      '11:40 `80` is not a port with its protocol, as in 80/tcp.',
    ],
    [
      'a port that is a word',
      withCheck('{ container: { ports: { 80/tcp: some } } }'),
      '11:48 `some` is not allowed here. Did you mean `none`? (allowed: any, none, exposed, a number)',
    ],
    [
      'an amount that is none',
      withCheck('{ container: { memory: 64 elephants } }'),
      '11:39 This is not an amount of memory: 64m, 1g, 512k, or a number of bytes.',
    ],
    [
      'a misspelt bound',
      withCheck('{ container: { memory: { atleast: 1m } } }'),
      '11:41 `atleast` is not known here. Did you mean `atLeast`? (allowed: is, atLeast, atMost, above, below)',
    ],
    [
      'a misspelt field within all',
      withCheck('{ all: [{ log: { container: x, matchs: y } }] }'),
      '11:47 `matchs` is not known here. Did you mean `matches`? (allowed: container, contains, matches, count)',
    ],
    ['all of nothing', withCheck('{ all: [] }'), '11:23 This must not be empty.'],
    [
      'a broken regular expression',
      withCheck('{ log: { container: x, matches: "(" } }'),
      '11:48 This is not a regular expression.',
    ],
    [
      'a time that is too long',
      withCheck('{ within: { time: 60s, check: { container: {} } } }'),
      '11:34 This is a time of at most 10 seconds: 3s, 500ms.',
    ],
    [
      'a command in one text',
      withCheck('{ command: { run: cat x } }'),
      '11:34 Here belongs a list, not `cat x`.',
    ],
    [
      'a command without advice',
      withCheck('{ command: { run: [cat] } }'),
      '11:16 A task with a `command` check must have advice: the check cannot say what went wrong.',
    ],
    [
      'a question that is not there',
      withCheck('{ question: why }'),
      '11:16 There is no `why` in this lab.',
    ],
  ];

  const mistake = 'mistakes:\n  - name: m\n    do: x\n    expect: ';
  const advice = '        advice: [{ when: { container: {} }, say: x }]\n';
  const tasks: readonly Case[] = [
    [
      'no solution',
      edit(/ +solution: .*\n/u, ''),
      '9:9 The task `published` has no solution. It may be left out only where a needed task’s solution does it, where only questions are asked, or with given.',
    ],
    [
      'a solution that is not there',
      edit(/solution: .*/u, 'solution: { file: solution/x.sh }'),
      '12:27 There is no file `solution/x.sh` in the lab’s folder.',
    ],
    [
      'a solution outside',
      edit(/solution: .*/u, 'solution: { file: a/../../x.sh }'),
      '12:27 `a/../../x.sh` leads out of the lab’s folder.',
    ],
    [
      'a need that is not there',
      `${goodManifest}        needs: [publishd]\n`,
      '13:17 There is no `publishd` in this lab. Did you mean `published`? (allowed: published)',
    ],
    [
      'a task that needs itself',
      `${goodManifest}        needs: [published]\n`,
      '13:17 `published` and `published` need each other: neither could ever be done.',
    ],
    [
      'needs in a circle',
      `${goodManifest}        needs: [b]\n      - { id: b, says: B, needs: [published], check: { container: {} } }\n`,
      '13:17 `published` and `b` need each other: neither could ever be done.',
      '14:35 `b` and `published` need each other: neither could ever be done.',
    ],
    [
      'a need of a later step',
      `${goodManifest}        needs: [b]\n  - id: two\n    title: Two\n    text: 1.md\n    tasks: [{ id: b, says: B, given: true, check: { container: {} } }]\n`,
      '13:17 `b` belongs to a later step: only tasks of this or an earlier step can be needed.',
    ],
    [
      'a prediction after a task that is not there',
      edit(
        'text: 1.md',
        'text: 1.md\n    predictions: { p: { measured: { command: [id] }, after: publishd } }',
      ),
      '8:61 There is no `publishd` in this lab. Did you mean `published`? (allowed: published)',
    ],
    [
      'an ID twice',
      `${goodManifest}      - { id: published, says: B, given: true, check: { container: {} } }\n`,
      '13:15 `published` is there twice: an ID is used once in a lab.',
    ],
    [
      'mode and hold',
      `${goodManifest}        mode: level\n        hold: 5s\n`,
      '14:15 A task has either mode or hold.',
    ],
    [
      'a time that is none',
      `${goodManifest}        hold: soon\n`,
      '13:15 This is not a time: 5s, 500ms, 1m.',
    ],
    [
      'advice that says nothing',
      `${goodManifest}        advice: [{ when: { container: {} } }]\n`,
      '13:18 `say` is missing: here belongs a text.',
    ],
    [
      'a mistake of no task',
      `${goodManifest}${mistake}{ task: publish }\n`,
      '16:21 There is no `publish` in this lab. Did you mean `published`? (allowed: published)',
    ],
    [
      'advice that is not there',
      `${goodManifest}${advice}${mistake}{ task: published, advice: 2 }\n`,
      '17:40 The task `published` has no advice number 2. (allowed: 1)',
    ],
    [
      'advice counted from 0',
      `${goodManifest}${advice}${mistake}{ task: published, advice: 0 }\n`,
      '17:40 Here belongs a number of at least 1.',
    ],
  ];

  const values: readonly Case[] = [
    [
      'a value that is not declared',
      edit('name: site', 'name: "${PROT}"'),
      '11:38 `${PROT}` is not declared under vars. If the text itself is meant, write `$${PROT}`.',
    ],
    [
      'a value that is not declared, and is used again and again',
      edit('name: site', 'name: "${PROT}"').replace('--name site', '--name ${PROT} ${PROT}'),
      '11:38 `${PROT}` is not declared under vars. If the text itself is meant, write `$${PROT}`.',
    ],
    [
      'a value in small letters',
      `${goodManifest}vars: { port: { pick: [1] } }\n`,
      '13:9 `port` is not a name in capitals, as in PORT.',
    ],
    [
      'a value without picks',
      `${goodManifest}vars: { PORT: { pick: [] } }\n`,
      '13:23 This must not be empty.',
    ],
    [
      'a value in a value',
      `${goodManifest}vars: { PORT: { pick: ["\${OTHER}"] } }\n`,
      '13:24 `${OTHER}` is not a plain value: values hold no other values.',
    ],
    [
      'a pick that only the third learner would get',
      `${edit('name: site', 'name: site, memory: "${SIZE}"')}vars: { SIZE: { pick: [64m, 32m, much] } }\n`,
      '11:51 This is not an amount of memory: 64m, 1g, 512k, or a number of bytes.',
    ],
  ];

  const questions: readonly Case[] = [
    [
      'a question that is not asked',
      withQuestion('q: { answer: 1 }'),
      '8:18 `q` is not asked in `1.md`: write a fenced block marked `question q` there.',
    ],
    [
      'an answer and a measurement',
      withQuestion('q: { answer: 1, measured: { command: [x] } }'),
      '8:34 `measured` is not known here. (allowed: answer, tolerance)',
    ],
    [
      'a tolerance that is none',
      withQuestion('q: { answer: 1, tolerance: much }'),
      '8:45 `much` is not a number or a percentage, as in 10%.',
    ],
  ];

  for (const [name, manifest, ...problems] of [
    yaml,
    fields,
    checks,
    tasks,
    values,
    questions,
  ].flat()) {
    it(name, async () => {
      const expected = problems.map((problem) => `lab.yaml:${problem}`);
      assert.deepEqual(await problemsOf({ 'lab.yaml': manifest }), expected);
    });
  }

  it('a line that is missing, after which all the rest is wrong', async () => {
    const mistake = (name: string) =>
      `  - { name: ${name}, do: ls, expect: { task: published } }\n`;
    const manifest = goodManifest + 'abcdefgh'.split('').map(mistake).join('');
    const problems = await problemsOf({ 'lab.yaml': manifest });
    assert.equal(problems.length, 11);
    assert.match(problems[0] ?? '', /^lab.yaml:13:5 `id` is missing/u);
    assert.match(problems[10] ?? '', /From here on there are 46 more problems, which may come/u);
  });

  it('nothing is told of one that is right', async () => {
    assert.deepEqual(await problemsOf({ 'lab.yaml': goodManifest }), []);
  });

  for (const opening of ['[', '{a: ', '- ']) {
    it(`nesting without end (${opening})`, async () => {
      const [problem] = await problemsOf({ 'lab.yaml': opening.repeat(20_000) });
      assert.match(problem ?? '', /^lab\.yaml:1:\d+ This is nested too deeply to be read\.$/u);
    });
  }
});

function edit(from: string | RegExp, to: string): string {
  return goodManifest.replace(from, () => to);
}

function withCheck(check: string): string {
  return edit('{ container: { name: site } }', check);
}

function withQuestion(question: string): string {
  return edit('text: 1.md', `text: 1.md\n    questions: { ${question} }`);
}
