import { join } from 'node:path/posix';
import type { AcceleratorName, VmSpec } from './spec.ts';

/** Everything that QEMU's command line is made of. Paths are those of the place where it runs. */
export interface QemuInputs {
  readonly spec: VmSpec;
  /** Marks what belongs to one session, for a person who looks at the processes. */
  readonly session: string;
  /** Names this very VM, to QEMU and to its guest. */
  readonly uuid: string;
  readonly accelerator: AcceleratorName;
  readonly sockets: string;
  /** Keeps what the serial line writes, also while nobody looks. */
  readonly consoleLog: string;
  /** The disk files by the disks' names; `system` is the one that the guest boots from. */
  readonly disks: readonly { readonly name: string; readonly file: string }[];
  /** Its own name, or what a saved state shall be called until it has one. */
  readonly hostname: string;
  /** `boot`: the guest boots at once. `stopped`: when QMP says `cont`. `incoming`: it goes on from a state that QMP names. */
  readonly begin: 'boot' | 'stopped' | 'incoming';
}

/** How many virtio consoles a guest has, beside its serial line. */
export const virtioConsoles = 4;

/** The sockets of a VM by what speaks there; `console0` is the serial line. */
export type SocketName = 'qmp' | 'agent' | 'probe' | 'tape' | `console${number}`;

/** Where a socket is, in the folder of the VM's sockets. */
export function socketPath(sockets: string, name: SocketName): string {
  return join(sockets, name);
}

/** The program that emulates this kind of machine. */
export function qemuProgram(arch: string): string {
  return `qemu-system-${arch}`;
}

/** As QEMU's events call the port of the guest agent. */
export const agentPort = 'agent';

/**
 * QEMU's command line. Nothing is there that is not named here; there is no network unless the spec asks for it, and
 * then only what is forwarded: the guest reaches nobody by itself.
 */
export function qemuArguments(inputs: QemuInputs): readonly string[] {
  const { spec, uuid } = inputs;
  return [
    ...['-nodefaults', '-no-user-config', '-display', 'none'],
    // On Linux the threads get names, as `ps -L` shows them: CPU 0/TCG.
    ...['-name', `${inputs.session}/${spec.name},debug-threads=on`, '-uuid', uuid],
    ...machine(inputs),
    ...cpusAndMemory(spec),
    ...kernel(inputs),
    ...inputs.disks.flatMap(disk),
    ...serialLine(inputs),
    ...virtioPorts(inputs),
    ...network(spec),
    ...device({ driver: 'virtio-balloon-pci', id: 'balloon', 'deflate-on-oom': true }),
    // A panic is an event, and the guest stands still for who wants to look.
    ...['-device', 'pvpanic-pci', '-action', 'panic=pause'],
    ...socket('qmp', inputs),
    ...['-mon', 'chardev=qmp,mode=control'],
    ...(inputs.begin === 'stopped' ? ['-S'] : []),
    ...(inputs.begin === 'incoming' ? ['-incoming', 'defer'] : []),
  ];
}

// microvm hangs under tcg in two boots of five ("Unable to calibrate against PIT"); q35 does not.
function machine({ spec, accelerator }: QemuInputs): readonly string[] {
  const type = spec.files.arch === 'x86_64' ? 'q35' : 'virt';
  if (accelerator !== 'tcg') return ['-machine', type, '-accel', accelerator, '-cpu', 'host'];
  const accel = `tcg,thread=multi,tb-size=${translatedMegabytes(spec)}`;
  return ['-machine', type, '-accel', accel, '-cpu', 'max'];
}

/** What was translated; where there is no more room, QEMU forgets all of it. The engine's programs alone fill 128. */
function translatedMegabytes({ memory }: VmSpec): number {
  return Math.min(512, Math.max(128, Math.floor(memory.startBytes / 2 ** 20)));
}

function cpusAndMemory({ cpus, memory }: VmSpec): readonly string[] {
  const room = memory.maxBytes > memory.startBytes ? `,slots=8,maxmem=${memory.maxBytes}B` : '';
  const smp = `cpus=${cpus.start},maxcpus=${cpus.max},sockets=1,cores=${cpus.max},threads=1`;
  return ['-smp', smp, '-m', `size=${memory.startBytes}B${room}`];
}

/**
 * What a guest need not do at its boot, which takes a quarter less time so (kernel-parameters.txt): clear memory that
 * is cleared when it is used, try its ciphers, and keep 64 MiB for devices that reach less memory than there may be
 * once: those of virtio reach all.
 */
const leftOut = 'init_on_alloc=0 cryptomgr.notests swiotlb=noforce';

/**
 * QEMU 7.2 finds what it has translated of a program by the address at which that runs (accel/tcg/cpu-exec.c,
 * tb_lookup_cmp()): with addresses drawn at random each start would translate all of it anew, and take five times as
 * long (kernel-parameters.txt).
 */
const sameAddresses = 'norandmaps';

function kernel({ spec, hostname, accelerator }: QemuInputs): readonly string[] {
  const { kernel: file, initramfs, arch } = spec.files;
  const console = arch === 'x86_64' ? 'ttyS0' : 'ttyAMA0';
  const line = [
    ...[`console=${console}`, 'mitigations=off', 'nokaslr', leftOut],
    ...(accelerator === 'tcg' ? [sameAddresses] : []),
    `isolab.hostname=${hostname}`,
  ].join(' ');
  return ['-kernel', file, '-initrd', initramfs, '-append', line];
}

// A host that crashes may cost the guest's disk; waiting for the host's disk at every flush of the guest costs more.
function disk({ name, file }: QemuInputs['disks'][number]): readonly string[] {
  const cache = { 'no-flush': true };
  const below = { driver: 'file', filename: file, cache };
  const node = { driver: 'qcow2', 'node-name': name, file: below, cache, discard: 'unmap' };
  return [
    ...['-blockdev', JSON.stringify(node)],
    ...device({ driver: 'virtio-blk-pci', id: `disk-${name}`, drive: name, serial: name }),
  ];
}

// Without a log, QEMU drops what the guest writes while nobody is connected.
function serialLine(inputs: QemuInputs): readonly string[] {
  const log = `,logfile=${escape(inputs.consoleLog)},logappend=on`;
  return [...socket('console0', inputs, log), '-serial', 'chardev:console0'];
}

function virtioPorts(inputs: QemuInputs): readonly string[] {
  const consoles = Array.from({ length: virtioConsoles }, (_, index) => {
    const name = `console${index + 1}` as const;
    return [...socket(name, inputs), ...device({ driver: 'virtconsole', chardev: name })];
  });
  const port = (
    name: 'agent' | 'probe' | 'tape',
    guestName: string,
    more: Readonly<Record<string, string>> = {},
  ): readonly string[] => [
    ...socket(name, inputs),
    ...device({ driver: 'virtserialport', chardev: name, name: guestName, ...more }),
  ];
  return [
    ...device({ driver: 'virtio-serial-pci', id: 'ports' }),
    ...consoles.flat(),
    // Of a device with a name QEMU tells when the guest opens and closes it.
    ...port('agent', 'org.qemu.guest_agent.0', { id: agentPort }),
    ...port('probe', 'isolab.probe'),
    // Nothing in the guest waits at this one: whoever wants it starts a program there.
    ...port('tape', 'isolab.tape'),
  ];
}

function network({ network: wanted }: VmSpec): readonly string[] {
  if (wanted === 'none') return [];
  const forwards = wanted.forwards.map(
    ({ hostPort, guestPort }) => `,hostfwd=tcp:127.0.0.1:${hostPort}-:${guestPort}`,
  );
  return [
    ...['-netdev', `user,id=network,restrict=on${forwards.join('')}`],
    ...device({ driver: 'virtio-net-pci', netdev: 'network', romfile: '' }),
  ];
}

function socket(name: SocketName, { sockets }: QemuInputs, more = ''): readonly string[] {
  const path = escape(socketPath(sockets, name));
  return ['-chardev', `socket,id=${name},path=${path},server=on,wait=off${more}`];
}

function device(properties: Readonly<Record<string, string | boolean>>): readonly string[] {
  return ['-device', JSON.stringify(properties)];
}

/** In QEMU's option lists a comma is written twice (qemu(1), -drive). */
function escape(value: string): string {
  return value.replaceAll(',', ',,');
}
