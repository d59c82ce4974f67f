import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { connect } from 'node:net';
import { createOverlay } from '../../extension/core/qemu/disk/qemuImg.ts';
import { HostPlace } from '../../extension/core/qemu/place/host.ts';
import type { Vm } from '../../extension/core/qemu/vm.ts';
import { makeFleetFolder, sh, signal, type FleetFolder } from '../vm/fleets.ts';
import { median, type Figure } from './figure.ts';

const tries = 3;
const manyGuests = 8;

/** What VMs cost in time and memory, emulated; the ratio to bare QEMU is of boots taken in turn. */
export async function benchVm(): Promise<readonly Figure[]> {
  await using place = await makeFleetFolder();
  await using fleet = await place.open();
  const isolab: number[] = [];
  const bare: number[] = [];
  for (let count = 0; count < tries; count++) {
    const vm = await fleet.create(place.spec('boot'), signal);
    isolab.push(await timed(() => vm.start({ boot: 'cold' }, signal)));
    const { args } = vm.facts.process ?? { args: [] };
    await fleet.remove('boot', signal);
    bare.push(await bootBare(args, place));
  }
  const warm = await fleet.create(place.spec('warm'), signal);
  await warm.start({}, signal);
  await fleet.remove('warm', signal);
  const saved: number[] = [];
  const restored: number[] = [];
  const command: number[] = [];
  const downtime: number[] = [];
  for (let count = 0; count < tries; count++) {
    const vm = await fleet.create(place.spec('saved'), signal);
    saved.push(await timed(() => vm.start({}, signal)));
    command.push(await timed(() => sh(vm, 'true')));
    await vm.saveSnapshot('state', signal);
    restored.push(await timed(() => vm.restoreSnapshot('state', signal)));
    downtime.push((await vm.migrate(signal)).downtimeMs ?? NaN);
    await fleet.remove('saved', signal);
  }
  const names = Array.from({ length: manyGuests }, (_, index) => `many-${index}`);
  const many = await Promise.all(names.map((name) => fleet.create(place.spec(name), signal)));
  const together = await timed(() => Promise.all(many.map((vm) => vm.start({}, signal))));
  const memory = median(many.map(proportionalMiB));
  await fleet.removeAll(signal);
  const ratio = median(isolab) / median(bare);
  return [
    {
      name: 'boot to the agent’s answer',
      value: median(isolab),
      unit: 's',
      ...atMost(4, 's', median(isolab)),
    },
    { name: 'the same against bare QEMU', value: ratio, unit: '×', ...atMost(1.1, '×', ratio) },
    {
      name: 'start from a saved state',
      value: median(saved),
      unit: 's',
      ...atMost(1, 's', median(saved)),
    },
    {
      name: 'VM snapshot restored',
      value: median(restored),
      unit: 's',
      ...atMost(1, 's', median(restored)),
    },
    { name: 'command by the agent', value: median(command) * 1000, unit: 'ms' },
    { name: 'downtime of a migration', value: median(downtime), unit: 'ms' },
    { name: `${manyGuests} guests at once, all started`, value: together, unit: 's' },
    { name: 'memory of one of them', value: memory, unit: 'MiB' },
  ];
}

function atMost(limit: number, unit: string, value: number): Pick<Figure, 'goal' | 'isReached'> {
  return { goal: `at most ${limit} ${unit}`, isReached: value <= limit };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

/** Boots the same command line with nothing around it, until its agent answers. */
async function bootBare(args: readonly string[], place: FleetFolder): Promise<number> {
  const host = new HostPlace();
  const sockets = `${place.folder}/_bare`;
  const disk = `${place.folder}/_bare.qcow2`;
  await host.files.makeFolder(sockets);
  await createOverlay(host, disk, place.files.disk, signal);
  const own = args.map((arg) =>
    arg
      .replace(/path=[^,]*\/(\w+),/, `path=${sockets}/$1,`)
      .replace(/logfile=[^,]*/, `logfile=${sockets}/log`)
      .replace(/"filename":"[^"]*"/, `"filename":"${disk}"`),
  );
  const start = performance.now();
  const qemu = spawn('qemu-system-x86_64', own, { stdio: 'ignore' });
  const ended = once(qemu, 'exit');
  try {
    await answer(`${sockets}/agent`);
    return (performance.now() - start) / 1000;
  } finally {
    qemu.kill('SIGKILL');
    await ended;
    await host.files.remove(sockets);
    await host.files.remove(disk);
  }
}

async function answer(path: string): Promise<void> {
  for (;;) {
    const socket = connect(path);
    try {
      await once(socket, 'connect', { signal });
      socket.write('{"execute":"guest-ping"}\n');
      await once(socket, 'data', { signal });
      return;
    } catch {
      await delay(5);
    } finally {
      socket.destroy();
    }
  }
}

/** What is its own, and its part of what it shares with others (proc_pid_smaps(5), Pss). */
function proportionalMiB(vm: Vm): number {
  const text = readFileSync(`/proc/${vm.facts.process?.pid ?? 0}/smaps_rollup`, 'utf8');
  return Number(/^Pss:\s+(\d+) kB/m.exec(text)?.[1] ?? NaN) / 1024;
}
