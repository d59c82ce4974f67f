import assert from 'node:assert/strict';
import { bindLab } from '../../../extension/core/lab/bind.ts';
import type { BoundLab } from '../../../extension/core/lab/lab.ts';
import { describeLines } from '../../../extension/core/lab/lines.ts';
import { goodManifest, load, problemsOf } from './labFolder.ts';

const mebibyte = 2 ** 20;

/** A valid lab, with this before its steps and this in place of its solution. */
function labWith(head: string, solution = 'ls'): string {
  return goodManifest
    .replace('minutes: 5\n', `minutes: 5\n${head}`)
    .replace('{ container: { name: site } }', '{ file: { path: x } }')
    .replace(/solution: .*/u, () => `solution: ${solution}`);
}

async function bound(manifest: string, files = {}): Promise<BoundLab> {
  const { lab, problems } = await load({ 'lab.yaml': manifest, ...files });
  assert.deepEqual(problems, []);
  return bindLab(lab ?? assert.fail(), { PORT: '8080' });
}

describe('The guests of a lab', () => {
  it('are as small as can be unless said otherwise', async () => {
    const { guests, linux } = await bound(labWith('needs: [vm]\nguests: { alpha: {} }\n'));
    assert.deepEqual(guests, [
      {
        image: 'base',
        start: 'lab',
        vm: {
          name: 'alpha',
          cpus: { start: 1, max: 1 },
          memory: { startBytes: 256 * mebibyte, maxBytes: 256 * mebibyte },
          network: 'none',
          disks: {},
          boot: 'saved',
        },
      },
    ]);
    assert.equal(linux, undefined);
  });

  it('have everything that the manifest says, with values filled in', async () => {
    const { guests } = await bound(
      labWith(`needs: [vm]
vars: { PORT: { pick: [8080] } }
guests:
  alpha: { cpus: 2, memory: 512M }
  beta:
    image: docker
    cpus: { start: 1, max: 4 }
    memory: { start: 256M, max: 1G }
    start: learner
    boot: cold
    accelerator: tcg
    ports: { 80: "\${PORT}", 22: 2222 }
    disks: { data: 64M }
`),
    );
    assert.deepEqual(guests[0]?.vm.cpus, { start: 2, max: 2 });
    assert.deepEqual(guests[1], {
      image: 'docker',
      start: 'learner',
      vm: {
        name: 'beta',
        cpus: { start: 1, max: 4 },
        memory: { startBytes: 256 * mebibyte, maxBytes: 1024 * mebibyte },
        network: {
          forwards: [
            { guestPort: 22, hostPort: 2222 },
            { guestPort: 80, hostPort: 8080 },
          ],
        },
        disks: { data: 64 * mebibyte },
        boot: 'cold',
        accelerator: 'tcg',
      },
    });
  });
});

describe('The Linux of a lab', () => {
  it('is a guest, or else a container that may nothing', async () => {
    const { linux } = await bound(labWith('needs: [linux]\n'));
    assert.deepEqual(linux?.on, ['guest', 'workbench']);
    assert.deepEqual(linux.workbench, { image: 'isolab/workbench', capabilities: [] });
    assert.equal(linux.guest.vm.name, 'lab');
  });

  it('is what the manifest says', async () => {
    const { linux } = await bound(
      labWith(`needs: [linux]
linux:
  on: [workbench, host]
  memory: 128M
  workbench: { image: debian:12-slim, capabilities: [sys_admin], cgroup: v2 }
`),
    );
    assert.deepEqual(linux?.on, ['workbench', 'host']);
    assert.equal(linux.guest.vm.memory.startBytes, 128 * mebibyte);
    assert.deepEqual(linux.workbench, {
      image: 'debian:12-slim',
      capabilities: ['sys_admin'],
      cgroup: 'v2',
    });
  });
});

describe('What is typed', () => {
  const head = 'needs: [vm]\nguests: { alpha: {} }\n';

  it('goes into the lab terminal, to a console, or to several in order', async () => {
    const solution = `
          - isolab vm start alpha
          - { in: "guest:alpha", lines: "cd /\\nls" }
          - { in: "guest:alpha", file: solution/x.sh }
          - { file: solution/x.sh }`;
    const lab = await bound(labWith(head, solution), { 'solution/x.sh': 'one\ntwo\n' });
    const typed = lab.steps[0]?.tasks[0]?.solutions[0] ?? [];
    assert.deepEqual(typed, [
      { lines: ['isolab vm start alpha'] },
      { in: 'alpha', lines: ['cd /', 'ls'] },
      { in: 'alpha', lines: ['one', 'two'] },
      { lines: ['one', 'two'] },
    ]);
  });

  it('is shown with the place where it belongs, unless that is the lab terminal throughout', () => {
    assert.equal(describeLines([{ lines: ['a', 'b'] }, { lines: ['c'] }]), 'a\nb\nc');
    assert.equal(
      describeLines([{ lines: ['a'] }, { in: 'alpha', lines: ['b', 'c'] }]),
      '# In the lab terminal:\na\n# At a console of alpha:\nb\nc',
    );
  });
});

describe('A lab that asks for a machine that is not there is told with its place:', () => {
  const withCheck = (head: string, check: string, solution?: string): string =>
    labWith(head, solution).replace('{ file: { path: x } }', () => check);
  const vm = 'needs: [vm]\nguests: { alpha: {} }\n';
  const unknown = 'There is no guest';
  const declare = 'name it under guests, or let a solution make it.';

  const cases: readonly (readonly [name: string, manifest: string, ...problems: string[]])[] = [
    [
      'guests without vm',
      labWith('needs: [engine]\nguests: { alpha: {} }\n'),
      '5:1 `guests` needs `vm`: add it under needs.',
    ],
    [
      'a Linux without linux',
      labWith('linux: { on: [guest] }\n'),
      '4:1 `linux` needs `linux`: add it under needs.',
    ],
    [
      'a name that is none',
      labWith('needs: [vm]\nguests: { Alpha_1: {} }\n'),
      '5:11 `Alpha_1` is not an ID: lower-case letters, digits and hyphens between them.',
    ],
    [
      'an unknown field',
      labWith('needs: [vm]\nguests: { alpha: { cpu: 2 } }\n'),
      '5:20 `cpu` is not known here. Did you mean `cpus`? (allowed: image, cpus, memory, start, boot, accelerator, ports, disks)',
    ],
    [
      'an unknown image',
      labWith('needs: [vm]\nguests: { alpha: { image: debian } }\n'),
      '5:27 `debian` is not allowed here. (allowed: base, docker)',
    ],
    [
      'too many CPUs',
      labWith('needs: [vm]\nguests: { alpha: { cpus: 64 } }\n'),
      '5:26 Here belongs a number of at most 16.',
    ],
    [
      'fewer CPUs at most than at the start',
      labWith('needs: [vm]\nguests: { alpha: { cpus: { start: 2, max: 1 } } }\n'),
      '5:43 It cannot start with more than it may ever have.',
    ],
    [
      'too little memory',
      labWith('needs: [vm]\nguests: { alpha: { memory: 256 } }\n'),
      '5:28 Here belongs an amount from 64m to 16g: 256M, 1G.',
    ],
    [
      'less memory at most than at the start',
      labWith('needs: [vm]\nguests: { alpha: { memory: { start: 512M, max: 256M } } }\n'),
      '5:48 It cannot start with more than it may ever have.',
    ],
    [
      'a port that is none',
      labWith('needs: [vm]\nguests: { alpha: { ports: { 80: 80800 } } }\n'),
      '5:33 Here belongs a number of at most 65535.',
    ],
    [
      'a port twice',
      labWith('needs: [vm]\nguests: { a: { ports: { 80: 8080 } }, b: { ports: { 80: 8080 } } }\n'),
      '5:57 The port 8080 of the host is given away twice.',
    ],
    [
      'a capability with CAP_',
      labWith('needs: [linux]\nlinux: { workbench: { capabilities: [CAP_SYS_ADMIN] } }\n'),
      '5:38 `CAP_SYS_ADMIN` is not a capability in lower case and without CAP_, as in net_admin.',
    ],
    [
      'a kind of machine that there is not',
      labWith('needs: [linux]\nlinux: { on: [guest, cloud] }\n'),
      '5:22 `cloud` is not allowed here. (allowed: guest, workbench, host)',
    ],
    [
      'Compose without an engine',
      labWith('needs: [compose]\n'),
      '4:8 `compose` needs `engine`: add it under needs.',
    ],
    [
      'a project of Compose without Compose',
      withCheck('needs: [engine]\n', '{ compose: { project: x } }', 'docker compose up -d'),
      '12:16 `compose` needs `compose`: add it under needs.',
    ],
    [
      'a container without an engine',
      withCheck(vm, '{ container: { name: x } }'),
      '13:16 `container` needs `engine`: add it under needs.',
    ],
    [
      'a VM without vm',
      withCheck('needs: [engine]\n', '{ vm: { name: alpha } }', 'isolab vm create alpha'),
      '12:16 `vm` needs `vm`: add it under needs.',
    ],
    [
      'a subject without vm',
      withCheck('needs: [linux]\n', '{ process: { in: "guest:a" } }', 'isolab vm create a'),
      '12:33 `guest:a` needs `vm`: add it under needs.',
    ],
    [
      'a container as subject without an engine',
      withCheck('needs: [linux]\n', '{ process: { in: "container:a" } }'),
      '12:33 `container:a` needs `engine`: add it under needs.',
    ],
    [
      'the host of a lab that is done elsewhere',
      withCheck('needs: [linux]\n', '{ namespace: { of: machine, type: pid, differs: host } }'),
      '12:64 This lab is done on a machine of its own, and nobody looks at the host: here belongs `machine`.',
    ],
    [
      'a guest that is not declared',
      withCheck(vm, '{ process: { in: "guest:beta", name: x } }'),
      `13:33 ${unknown} \`beta\`: ${declare} (allowed: alpha)`,
    ],
    [
      'a misspelt guest within all',
      withCheck(vm, '{ all: [{ vm: { name: alhpa } }] }'),
      `13:38 ${unknown} \`alhpa\`. Did you mean \`alpha\`? (allowed: alpha)`,
    ],
    [
      'a disk shared with nobody',
      withCheck(vm, '{ disk: { of: alpha, sharedWith: clone } }'),
      `13:49 ${unknown} \`clone\`: ${declare} (allowed: alpha)`,
    ],
    [
      'a console of nobody',
      labWith(vm, '{ in: "guest:beta", lines: ls }'),
      `14:25 ${unknown} \`beta\`: ${declare} (allowed: alpha)`,
    ],
    [
      'a console that is none',
      labWith(vm, '{ in: alpha, lines: ls }'),
      '14:25 `alpha` is not guest:NAME.',
    ],
    [
      'lines and a file',
      labWith(vm, '{ lines: ls, file: x.sh }'),
      '14:19 Give either lines or file.',
    ],
    [
      'a misspelt field of lines',
      labWith(vm, '{ in: "guest:alpha", line: ls }'),
      '14:40 `line` is not known here. Did you mean `lines`? (allowed: in, lines, file)',
    ],
    [
      'a file of lines that is not there',
      labWith(vm, '[ls, { in: "guest:alpha", file: x.sh }]'),
      '14:51 There is no file `x.sh` in the lab’s folder.',
    ],
  ];
  for (const [name, manifest, ...problems] of cases) {
    it(name, async () => {
      const expected = problems.map((problem) => `lab.yaml:${problem}`);
      assert.deepEqual(await problemsOf({ 'lab.yaml': manifest }), expected);
    });
  }

  it('a block of the prose that is typed at a console of nobody', async () => {
    const prose = 'Look:\n\n```sh run guest:alpha\nls\n```\n\n```sh run guest:beta\nls\n```\n';
    assert.deepEqual(await problemsOf({ 'lab.yaml': labWith(vm), '1.md': prose }), [
      `1.md:7:1 ${unknown} \`beta\`: ${declare} (allowed: alpha)`,
    ]);
  });

  it('nothing is told of VMs that a solution or a mistake makes', async () => {
    const manifest = withCheck(
      vm,
      '{ any: [{ vm: { name: beta } }, { process: { in: "guest:gamma/pid:1" } }, { vm: { name: wrong } }] }',
      '"isolab vm clone alpha beta && isolab vm create gamma --cpus 2"',
    );
    const mistake =
      'mistakes: [{ name: m, do: isolab vm create wrong, expect: { task: published } }]\n';
    const problems = await problemsOf({ 'lab.yaml': `${manifest}${mistake}` });
    assert.deepEqual(
      problems.filter((problem) => problem.includes(unknown)),
      [],
    );
  });
});
