import assert from 'node:assert/strict';
import { qemuArguments, type QemuInputs } from '../../../extension/core/qemu/argv.ts';
import type { VmSpec } from '../../../extension/core/qemu/spec.ts';

const mebibyte = 1024 * 1024;

const spec: VmSpec = {
  name: 'alpha',
  files: {
    variant: 'base',
    arch: 'x86_64',
    hash: 'abc',
    kernel: '/guests/vmlinuz',
    initramfs: '/guests/initramfs',
    disk: '/guests/disk.qcow2',
  },
  cpus: { start: 1, max: 1 },
  memory: { startBytes: 256 * mebibyte, maxBytes: 256 * mebibyte },
  network: 'none',
  disks: {},
  boot: 'saved',
};

const inputs: QemuInputs = {
  spec,
  session: 'limits',
  uuid: '5fd61da5-1da4-4edf-a5bd-c9ef6a7ae4a1',
  accelerator: 'tcg',
  sockets: '/run/s',
  consoleLog: '/vms/alpha/console.log',
  disks: [{ name: 'system', file: '/vms/alpha/system.qcow2' }],
  hostname: 'alpha',
  begin: 'boot',
};

/** The values of an option, in order. */
function valuesOf(option: string, changes: Partial<QemuInputs> = {}): readonly string[] {
  const args = qemuArguments({ ...inputs, ...changes });
  return args.filter((_, index) => args[index - 1] === option);
}

const withSpec = (changes: Partial<VmSpec>): Partial<QemuInputs> => ({
  spec: { ...spec, ...changes },
});

describe('The command line of QEMU', () => {
  it('has nothing that is not asked for: no defaults, no window, no network', () => {
    const args = qemuArguments(inputs);
    for (const option of ['-nodefaults', '-no-user-config', '-display']) {
      assert.ok(args.includes(option), option);
    }
    assert.ok(!args.some((each) => each.includes('netdev') || each.includes('virtio-net')));
  });

  it('says whose it is', () => {
    assert.deepEqual(valuesOf('-name'), ['limits/alpha,debug-threads=on']);
    assert.deepEqual(valuesOf('-uuid'), [inputs.uuid]);
  });

  it('lets every socket be in the private folder', () => {
    const sockets = valuesOf('-chardev');
    assert.equal(sockets.length, 9);
    for (const each of sockets) assert.match(each, /path=\/run\/s\/\w+,server=on,wait=off/);
  });

  it('keeps what the serial line writes while nobody looks', () => {
    const [serial] = valuesOf('-chardev').filter((each) => each.includes('id=console0'));
    assert.match(serial ?? '', /logfile=\/vms\/alpha\/console.log,logappend=on$/);
  });

  it('writes a comma in a path twice, where a comma would end it', () => {
    const sockets = valuesOf('-chardev', { sockets: '/a,b', consoleLog: '/c,d' });
    assert.match(sockets[0] ?? '', /path=\/a,,b\/console0,.*logfile=\/c,,d,/);
    const [disk] = valuesOf('-blockdev', { disks: [{ name: 'system', file: '/a,b' }] });
    assert.match(disk ?? '', /"filename":"\/a,b"/);
  });

  it('gives room for CPUs and memory that come later, and only then', () => {
    assert.deepEqual(valuesOf('-smp'), ['cpus=1,maxcpus=1,sockets=1,cores=1,threads=1']);
    assert.deepEqual(valuesOf('-m'), [`size=${256 * mebibyte}B`]);
    const more = withSpec({
      cpus: { start: 1, max: 4 },
      memory: { startBytes: 256 * mebibyte, maxBytes: 512 * mebibyte },
    });
    assert.deepEqual(valuesOf('-smp', more), ['cpus=1,maxcpus=4,sockets=1,cores=4,threads=1']);
    assert.match(valuesOf('-m', more)[0] ?? '', /,slots=8,maxmem=536870912B$/);
  });

  it('names each disk to QEMU and to the guest, the system first', () => {
    const disks = [...inputs.disks, { name: 'data', file: '/vms/alpha/data.qcow2' }];
    const nodes = valuesOf('-blockdev', { disks }).map((each) => {
      const { 'node-name': node, file } = JSON.parse(each) as {
        'node-name': string;
        file: { filename: string };
      };
      return [node, file.filename];
    });
    assert.deepEqual(nodes, [
      ['system', '/vms/alpha/system.qcow2'],
      ['data', '/vms/alpha/data.qcow2'],
    ]);
  });

  it('forwards ports from the loopback address alone, and lets the guest reach nobody', () => {
    const network = { forwards: [{ hostPort: 8080, guestPort: 80 }] };
    assert.deepEqual(valuesOf('-netdev', withSpec({ network })), [
      'user,id=network,restrict=on,hostfwd=tcp:127.0.0.1:8080-:80',
    ]);
  });

  it('keeps as much translated code as the guest has memory, within limits', () => {
    const roomFor = (megabytes: number): string | undefined => {
      const bytes = megabytes * 2 ** 20;
      const spec = withSpec({ memory: { startBytes: bytes, maxBytes: bytes } });
      return /tb-size=(\d+)$/.exec(valuesOf('-accel', spec)[0] ?? '')?.[1];
    };
    assert.deepEqual([64, 256, 640].map(roomFor), ['128', '256', '512']);
  });

  it('makes a panic an event, and lets the guest stand still', () => {
    assert.ok(valuesOf('-device').includes('pvpanic-pci'));
    assert.deepEqual(valuesOf('-action'), ['panic=pause']);
  });

  it('emulates a processor with everything, or gives the host’s own', () => {
    assert.deepEqual(valuesOf('-cpu'), ['max']);
    assert.match(valuesOf('-accel')[0] ?? '', /^tcg,thread=multi/);
    assert.deepEqual(valuesOf('-cpu', { accelerator: 'kvm' }), ['host']);
    assert.deepEqual(valuesOf('-accel', { accelerator: 'kvm' }), ['kvm']);
  });

  it('loads programs at the same addresses where they are translated', () => {
    assert.match(valuesOf('-append')[0] ?? '', / norandmaps /);
    assert.doesNotMatch(valuesOf('-append', { accelerator: 'kvm' })[0] ?? '', /norandmaps/);
  });

  it('waits for a state, or for permission to begin', () => {
    assert.deepEqual(valuesOf('-incoming', { begin: 'incoming' }), ['defer']);
    assert.ok(qemuArguments({ ...inputs, begin: 'stopped' }).includes('-S'));
    assert.ok(!qemuArguments(inputs).includes('-S'));
  });

  it('boots an arm64 guest on the machine that there is for it', () => {
    const arm = withSpec({ files: { ...spec.files, arch: 'aarch64' } });
    assert.deepEqual(valuesOf('-machine', arm), ['virt']);
    assert.match(valuesOf('-append', arm)[0] ?? '', /^console=ttyAMA0 /);
  });
});
