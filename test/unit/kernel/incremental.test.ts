import assert from 'node:assert/strict';
import type { KernelReader } from '../../../extension/core/kernel/reader.ts';
import { KernelProbe } from '../../../extension/core/kernel/kernelProbe.ts';
import { RecordedReader, type Recording } from '../../fakes/recordedReader.ts';
import { loadRecording } from './fixtures.ts';
import { statLine } from './statLine.ts';

const signal = new AbortController().signal;

/** Notes whose namespaces were asked for. */
class CountingReader extends RecordedReader implements KernelReader {
  asked: string[] = [];

  override async links(paths: readonly string[]) {
    this.asked.push(...paths.filter((path) => path.endsWith('/ns/net')));
    return super.links(paths);
  }
}

function machineOf(...pids: readonly number[]): Recording {
  const { texts, links, ...rest } = loadRecording('docker20-hybrid');
  const machine: Recording = { texts: { ...texts }, links: { ...links }, ...rest };
  machine.names['/proc'] = pids.map(String);
  for (const pid of pids) setProcess(machine, pid, 'sleep', 1, 7);
  return machine;
}

function setProcess(
  machine: Recording,
  pid: number,
  name: string,
  startTicks: number,
  stackStart: number,
): void {
  const line = { pid, name, parentPid: 1, startTicks, stackStart };
  machine.texts[`/proc/${pid}/stat`] = statLine(line);
  machine.texts[`/proc/${pid}/cgroup`] = '4:memory:/docker/one\n0::/\n';
  machine.texts[`/proc/${pid}/status`] = `Uid:\t0\t0\t0\t0\nNSpid:\t${pid}\n`;
  machine.texts[`/proc/${pid}/cmdline`] = `${name}\u00005\0`;
  for (const type of ['mnt', 'pid', 'net', 'ipc', 'uts', 'user', 'cgroup', 'time']) {
    machine.links[`/proc/${pid}/ns/${type}`] = `${type}:[${1000 + pid}]`;
  }
}

describe('a reading after another', () => {
  it('asks for the namespaces of new processes only, and of all every tenth time', async () => {
    const machine = machineOf(10, 11);
    const reader = new CountingReader(machine);
    const probe = new KernelProbe(reader);
    const counts: number[] = [];
    for (let reading = 0; reading < 11; reading++) {
      reader.asked = [];
      if (reading === 2) {
        machine.names['/proc'] = ['10', '11', '12'];
        setProcess(machine, 12, 'new', 5, 7);
      }
      await probe.snapshot(signal);
      counts.push(reader.asked.length);
    }
    assert.deepEqual(counts, [2, 0, 1, 0, 0, 0, 0, 0, 0, 0, 3]);
  });

  it('gives the very same object for a process that did not change', async () => {
    const probe = new KernelProbe(new RecordedReader(machineOf(10)));
    const [before] = (await probe.snapshot(signal)).processes;
    const [after] = (await probe.snapshot(signal)).processes;
    assert.equal(after, before);
  });

  it('knows a process again by its PID and start time together', async () => {
    const machine = machineOf(10);
    const probe = new KernelProbe(new RecordedReader(machine));
    await probe.snapshot(signal);
    setProcess(machine, 10, 'sleep', 2, 7);
    machine.texts['/proc/10/cmdline'] = 'another\0';
    const [process] = (await probe.snapshot(signal)).processes;
    assert.deepEqual(process?.commandLine, ['another']);
    assert.equal(process.startTicks, 2);
  });

  it('sees that a process became another program, even one of the same name', async () => {
    const machine = machineOf(10);
    const probe = new KernelProbe(new RecordedReader(machine));
    await probe.snapshot(signal);
    setProcess(machine, 10, 'sleep', 1, 8);
    machine.texts['/proc/10/cmdline'] = 'sleep\u00009\0';
    const [process] = (await probe.snapshot(signal)).processes;
    assert.deepEqual(process?.commandLine, ['sleep', '9']);
  });

  it('leaves out a process that ends while it is read', async () => {
    const machine = machineOf(10, 11);
    delete machine.texts['/proc/11/status'];
    const { processes } = await new KernelProbe(new RecordedReader(machine)).snapshot(signal);
    assert.deepEqual(
      processes.map(({ pid }) => pid),
      [10],
    );
  });

  it('says of what may not be read that it is not visible, and why', async () => {
    const machine = machineOf(10);
    const reason = '/proc/10/ns/mnt may not be read (EACCES).';
    machine.links['/proc/10/ns/mnt'] = { isGone: false, reason };
    const { processes, namespaces } = await new KernelProbe(new RecordedReader(machine)).snapshot(
      signal,
    );
    assert.deepEqual(processes[0]?.namespaces, { seen: false, reason });
    assert.deepEqual(namespaces, []);
  });

  it('gives 0 for a type of namespace that this kernel does not have', async () => {
    const machine = machineOf(10);
    delete machine.links['/proc/10/ns/time'];
    machine.names['/proc/self/ns'] = ['mnt', 'pid', 'net', 'ipc', 'uts', 'user', 'cgroup'];
    const { processes, namespaces } = await new KernelProbe(new RecordedReader(machine)).snapshot(
      signal,
    );
    assert.ok(processes[0]?.namespaces.seen);
    assert.equal(processes[0].namespaces.value.time, 0);
    assert.equal(
      namespaces.some(({ type }) => type === 'time'),
      false,
    );
  });

  it('says of a zombie that it is in no namespace', async () => {
    const machine = machineOf(10);
    const line = { pid: 10, name: 'dead', parentPid: 1, startTicks: 1, state: 'Z' };
    machine.texts['/proc/10/stat'] = statLine(line);
    delete machine.links['/proc/10/ns/net'];
    const { processes } = await new KernelProbe(new RecordedReader(machine)).snapshot(signal);
    assert.ok(processes[0] && !processes[0].namespaces.seen);
    assert.match(processes[0].namespaces.reason, /has ended/);
  });

  it('rejects when /proc shows nobody', async () => {
    const machine = machineOf();
    const probe = new KernelProbe(new RecordedReader(machine));
    await assert.rejects(probe.snapshot(signal), { code: 'kernel-not-readable' });
  });
});
