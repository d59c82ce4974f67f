import assert from 'node:assert/strict';
import type { MachineFacts } from '../../../extension/start/facts.ts';
import { debianPackages } from '../../../extension/start/packages.ts';
import { planPreparation, type Step } from '../../../extension/start/plan.ts';

const packages = debianPackages('x64');

const bareDebian: MachineFacts = {
  platform: 'linux',
  isDebian: true,
  isRoot: true,
  hasSudo: false,
  hasSystemd: false,
  engine: { status: 'down', message: 'No engine.', fix: 'Start it.' },
  isEngineForbidden: false,
  hasDockerd: false,
  hasCompose: false,
  missing: packages,
  hasDesktopCode: false,
};

const ready: MachineFacts = {
  ...bareDebian,
  engine: { status: 'up' },
  hasDockerd: true,
  hasCompose: true,
  missing: [],
};

const stopped: MachineFacts = { ...ready, engine: bareDebian.engine };

const plan = (facts: MachineFacts, purpose: 'labs' | 'tests' = 'labs') =>
  planPreparation(facts, purpose).map(inShort);

function inShort(step: Step): string {
  const sudo = step.kind !== 'advise' && step.withSudo ? 'sudo ' : '';
  switch (step.kind) {
    case 'install':
      return `${sudo}install ${step.packages.map(({ name }) => name).join(' ')}`;
    case 'install-compose':
      return `${sudo}install compose`;
    case 'start-engine':
      return `${sudo}start ${step.how}`;
    case 'advise':
      return `advise: ${step.commands.join('; ')}`;
  }
}

describe('The plan of npm start', () => {
  const forLabs = 'install docker.io mmdebstrap qemu-system-x86 qemu-utils e2fsprogs';
  const cases: [string, MachineFacts, string[]][] = [
    ['is empty when all is there', ready, []],
    [
      'on bare Debian as root: install, then be dockerd’s parent',
      bareDebian,
      [forLabs, 'install compose', 'start dockerd'],
    ],
    [
      'with systemd: let it start Docker',
      { ...bareDebian, hasSystemd: true },
      [forLabs, 'install compose', 'start service'],
    ],
    [
      'as a user with sudo: the same through sudo',
      { ...bareDebian, isRoot: false, hasSudo: true },
      [`sudo ${forLabs}`, 'sudo install compose', 'sudo start service'],
    ],
    [
      'as a user without sudo: say what root has to run',
      { ...bareDebian, isRoot: false },
      [
        'advise: apt-get update; apt-get install --no-install-recommends docker.io mmdebstrap qemu-system-x86 qemu-utils e2fsprogs',
      ],
    ],
    ['with Docker stopped: start it', stopped, ['start dockerd']],
    [
      'with Docker stopped, as a user without sudo: say what root has to run',
      { ...stopped, isRoot: false },
      ['advise: service docker start'],
    ],
    [
      'with Docker’s socket out of reach: join the group',
      { ...stopped, isRoot: false, hasSudo: true, isEngineForbidden: true },
      ['advise: sudo usermod -aG docker "$USER"; newgrp docker'],
    ],
    [
      'with an engine elsewhere: no Docker is installed here',
      { ...bareDebian, engine: { status: 'up' } },
      ['install mmdebstrap qemu-system-x86 qemu-utils e2fsprogs', 'install compose'],
    ],
    [
      'as a user without sudo, with all but Compose: go without it',
      { ...ready, isRoot: false, hasCompose: false },
      [],
    ],
    [
      'on another Linux without Compose: go without it',
      { ...ready, isDebian: false, hasCompose: false },
      [],
    ],
    [
      'on another Linux without Docker: say where to get it',
      { ...bareDebian, isDebian: false, missing: [] },
      ['advise: sudo service docker start'],
    ],
    [
      'on macOS: Docker Desktop',
      { ...bareDebian, platform: 'darwin', isDebian: false, isRoot: false, missing: [] },
      ['advise: brew install --cask docker; open -a Docker'],
    ],
    [
      'on Windows: Docker Desktop',
      { ...bareDebian, platform: 'win32', isDebian: false, isRoot: false, missing: [] },
      ['advise: winget install Docker.DockerDesktop'],
    ],
  ];
  for (const [title, facts, expected] of cases) {
    it(title, () => {
      assert.deepEqual(plan(facts), expected);
    });
  }

  it('for tests: the packages for labs, and what proves Isolab', () => {
    const missing = packages.filter(({ name }) =>
      ['podman', 'chromium', 'qemu-utils'].includes(name),
    );
    assert.deepEqual(plan({ ...ready, missing }, 'tests'), ['install qemu-utils chromium podman']);
    assert.deepEqual(plan({ ...ready, missing }, 'labs'), ['install qemu-utils']);
  });
});

describe('The list of packages', () => {
  it('names each once, with its reason', () => {
    const names = packages.map(({ name }) => name);
    assert.equal(new Set(names).size, names.length);
    for (const { reason } of packages) assert.match(reason, /\w/);
  });

  it('has the emulator of the processor', () => {
    const names = debianPackages('arm64').map(({ name }) => name);
    assert.ok(names.includes('qemu-system-arm'));
    assert.ok(!names.includes('qemu-system-x86'));
  });
});
