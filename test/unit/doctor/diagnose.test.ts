import assert from 'node:assert/strict';
import type { Circumstances } from '../../../extension/core/doctor/circumstances.ts';
import type { Finding } from '../../../extension/core/doctor/finding.ts';
import { diagnose } from '../../../extension/core/doctor/index.ts';

const engineUp = {
  status: 'up',
  address: 'unix:///var/run/docker.sock',
  info: {
    name: 'Docker',
    version: '27.5.1',
    apiVersion: '1.47',
    kernelRelease: '6.12.0',
    operatingSystem: 'Debian GNU/Linux 13',
    architecture: 'x86_64',
    cgroupVersion: 2,
    storageDriver: 'overlay2',
    isRootless: false,
    memoryBytes: 8e9,
    cpus: 4,
  },
} as const;

const well: Circumstances = {
  platform: 'linux',
  processor: 'x64',
  isRoot: false,
  isDebian: true,
  ownRelease: '6.12.0',
  hasDockerd: true,
  engine: engineUp,
  composeVersion: '2.26.1-4',
  probe: { status: 'up', method: 'helper', cgroupMode: 'v2', processes: 212 },
  tracefs: 'readable',
  qemuVersion: 'QEMU emulator version 10.0.2',
  accelerator: { isDevicePresent: true, isDeviceUsable: true, isBacked: true },
  disk: { folder: '/home/a/.local/share/isolab', freeBytes: 50e9 },
  availableMemoryBytes: 4e9,
  images: { wanted: ['busybox', 'hello-world'], absent: [] },
  guests: [
    { reference: 'guest/base', isThere: true },
    { reference: 'guest/docker', isThere: true },
  ],
  isolabCommand: 'isolab',
};

const down = { status: 'down', message: 'Nobody answers.', fix: 'Start it.' } as const;

function find(id: string, different: Partial<Circumstances>): Finding {
  const found = diagnose({ ...well, ...different }).find((finding) => finding.id === id);
  assert.ok(found !== undefined, `no finding ${id}`);
  return found;
}

describe('The doctor', () => {
  it('finds a machine that has everything to be well', () => {
    const findings = diagnose(well);
    assert.deepEqual(
      findings.map(({ id, status }) => `${id} ${status}`),
      [
        'engine ok',
        'engine-version ok',
        'compose ok',
        'kernel ok',
        'cgroups ok',
        'probe ok',
        'tracefs ok',
        'qemu ok',
        'accelerator ok',
        'disk ok',
        'memory ok',
        'images ok',
        'guests ok',
      ],
    );
    for (const { consequence, fix } of findings) {
      assert.equal(consequence, '');
      assert.equal(fix, undefined);
    }
  });

  it('says for everything that is not well what follows, and what to do', () => {
    const ill = diagnose({
      ...well,
      engine: down,
      probe: down,
      tracefs: 'known',
      qemuVersion: undefined,
      accelerator: { isDevicePresent: false, isDeviceUsable: false, isBacked: false },
      disk: { folder: '/', freeBytes: 0 },
      availableMemoryBytes: 1e6,
    });
    assert.ok(ill.length >= 7);
    for (const { id, status, consequence, fix } of ill) {
      assert.notEqual(status, 'ok', id);
      assert.notEqual(consequence, '', id);
      assert.notEqual(fix?.text ?? '', '', id);
    }
  });

  it('misses Compose only where there is an engine, and sends no one to a package that may be the old one', () => {
    const { status, fix } = find('compose', { composeVersion: undefined });
    assert.equal(status, 'degraded');
    assert.equal(fix?.command, undefined);
    const ids = diagnose({ ...well, engine: down, composeVersion: undefined }).map(({ id }) => id);
    assert.ok(!ids.includes('compose'));
  });

  it('knows that an engine can run QEMU where this machine has none', () => {
    const statusOf = (more: Partial<Circumstances>): string | undefined =>
      diagnose({ ...well, qemuVersion: undefined, ...more }).find(({ id }) => id === 'qemu')
        ?.status;
    assert.equal(statusOf({}), 'degraded');
    assert.equal(statusOf({ engine: down }), 'missing');
  });

  it('does not ask an engine that is not there for its version, kernel or images', () => {
    const ids = diagnose({ ...well, engine: down }).map(({ id }) => id);
    for (const id of ['engine-version', 'kernel', 'images']) assert.ok(!ids.includes(id), id);
  });

  const commands: [string, Partial<Circumstances>, string, string | undefined][] = [
    ['a stopped Docker is started', { engine: down }, 'engine', 'sudo service docker start'],
    ['root needs no sudo', { engine: down, isRoot: true }, 'engine', 'service docker start'],
    [
      'a Docker that is not there is installed',
      { engine: down, hasDockerd: false },
      'engine',
      'sudo apt-get install -y docker.io',
    ],
    [
      'where the package tools are unknown no command is invented',
      { engine: down, hasDockerd: false, isDebian: false },
      'engine',
      undefined,
    ],
    [
      'on macOS Docker Desktop is opened',
      { engine: down, platform: 'darwin' },
      'engine',
      'open -a Docker',
    ],
    [
      'on Windows it is installed by winget',
      { engine: down, platform: 'win32', hasDockerd: false },
      'engine',
      'winget install Docker.DockerDesktop',
    ],
    [
      'QEMU comes for the processor at hand',
      { qemuVersion: undefined, processor: 'arm64' },
      'qemu',
      'sudo apt-get install -y qemu-system-arm qemu-utils',
    ],
    [
      'QEMU comes from Homebrew on macOS',
      { qemuVersion: undefined, platform: 'darwin' },
      'qemu',
      'brew install qemu',
    ],
    [
      'a device that others may use is opened by the group',
      { accelerator: { isDevicePresent: true, isDeviceUsable: false, isBacked: true } },
      'accelerator',
      'sudo usermod -aG kvm "$USER"',
    ],
    [
      'images are made by the command as it is called here',
      { images: { wanted: ['busybox'], absent: ['busybox'] }, isolabCommand: 'node cli.cjs' },
      'images',
      'node cli.cjs images build',
    ],
    [
      'guests are made by the same command',
      { guests: [{ reference: 'guest/base', isThere: false }] },
      'guests',
      'isolab images build',
    ],
  ];
  for (const [title, different, id, command] of commands) {
    it(`has a fix that runs: ${title}`, () => {
      assert.equal(find(id, different).fix?.command, command);
    });
  }

  it('knows who can read the events of which kernel', () => {
    const here = { status: 'up', method: 'in-process', cgroupMode: 'v2', processes: 9 } as const;
    const rootless = { ...engineUp, info: { ...engineUp.info, isRootless: true } };
    const statusOf = (more: Partial<Circumstances>): string => find('tracefs', more).status;
    assert.equal(statusOf({ tracefs: 'absent' }), 'ok'); // the engine's kernel is another one
    assert.equal(statusOf({ engine: rootless }), 'degraded');
    assert.equal(statusOf({ tracefs: 'known', probe: here, isRoot: true }), 'ok');
    assert.equal(statusOf({ tracefs: 'absent', probe: here, isRoot: true }), 'missing');
    assert.equal(statusOf({ engine: down, probe: down }), 'degraded');
  });

  it('misses no guest where no virtual machine could boot it', () => {
    const ids = diagnose({ ...well, qemuVersion: undefined }).map(({ id }) => id);
    assert.ok(!ids.includes('guests'));
  });

  it('does not believe /dev/kvm alone', () => {
    const accelerator = { isDevicePresent: true, isDeviceUsable: true, isBacked: false };
    const { status, found } = find('accelerator', { accelerator });
    assert.equal(status, 'degraded');
    assert.match(found, /neither kvm_intel nor kvm_amd/);
  });

  it('believes a trial guest more than what can be seen', () => {
    const seen = { isDevicePresent: true, isDeviceUsable: true, isBacked: true };
    const proven = { name: 'kvm', reason: 'a trial guest ran' } as const;
    const accelerator = find('accelerator', { accelerator: { ...seen, chosen: proven } });
    assert.deepEqual([accelerator.status, accelerator.found], ['ok', 'a trial guest ran']);
    const failed = { name: 'tcg', reason: 'a trial guest hung' } as const;
    const emulated = find('accelerator', { accelerator: { ...seen, chosen: failed } });
    assert.deepEqual([emulated.status, emulated.found], ['degraded', 'a trial guest hung']);
    assert.match(emulated.consequence, /emulated/);
  });

  it('tells an engine on this kernel from one elsewhere', () => {
    assert.match(find('kernel', {}).found, /the kernel of this machine/);
    assert.match(find('kernel', { ownRelease: '6.13.0' }).found, /another machine/);
    assert.match(find('kernel', { platform: 'darwin' }).found, /another machine/);
  });

  it('compares API versions as numbers', () => {
    const withApi = (apiVersion: string) =>
      find('engine-version', { engine: { ...engineUp, info: { ...engineUp.info, apiVersion } } });
    assert.equal(withApi('1.5').status, 'degraded');
    assert.equal(withApi('1.41').status, 'ok');
    assert.equal(withApi('2.0').status, 'ok');
  });

  it('calls cgroup v1 and hybrid degraded, and says that labs work', () => {
    for (const cgroupMode of ['v1', 'hybrid'] as const) {
      const probe = { status: 'up', method: 'in-process', cgroupMode, processes: 1 } as const;
      const { status, consequence } = find('cgroups', { probe });
      assert.equal(status, 'degraded');
      assert.match(consequence, /All labs work/);
    }
  });

  it('counts the memory of the engine’s machine too', () => {
    const small = { ...engineUp, info: { ...engineUp.info, memoryBytes: 5e8 } };
    assert.equal(find('memory', { engine: small }).status, 'degraded');
  });
});
