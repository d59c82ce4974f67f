import { IsolabError } from '../base/errors.ts';
import { vmExists } from '../base/vmErrors.ts';
import { t } from '../base/l10n.ts';
import type { Report } from '../machine/equipment.ts';
import { labFolder } from '../machine/guest.ts';
import type { VmFacts } from '../qemu/facts.ts';
import type { VmSpec } from '../qemu/spec.ts';
import type { Vm } from '../qemu/vm.ts';
import type { VmAnswer, VmRequest } from './vmRequest.ts';
import type { Vms } from './vms.ts';

type Ask<Do> = Extract<VmRequest, { do: Do }>;

/** Does what is asked of a VM, and tells what was done, and which command to QEMU did it. */
export async function obeyVm(
  request: VmRequest,
  vms: Vms,
  report: Report,
  signal: AbortSignal,
): Promise<VmAnswer> {
  if (request.do === 'create') return create(request, vms, report, signal);
  const vm = vms.vm(request.name);
  const { name } = request;
  switch (request.do) {
    case 'start':
      return start(request, vm, report, signal);
    case 'stop':
      await vm.stop({ force: request.isForced }, signal);
      return request.isForced
        ? said(t('{0} is off.', name), qmp('quit'))
        : said(t('{0} has shut down.', name), t('Its agent was asked: {0}', 'guest-shutdown'));
    case 'reset':
      await vm.reset(signal);
      return said(t('{0} boots anew.', name), qmp('system_reset'));
    case 'pause':
      await vm.pause(signal);
      return said(t('The CPUs of {0} stand still.', name), qmp('stop'));
    case 'resume':
      await vm.resume(signal);
      return said(t('{0} goes on.', name), qmp('cont'));
    case 'run':
      return run(request, vm, signal);
    case 'snapshot-save':
      await vm.saveSnapshot(request.snapshot, signal);
      return said(
        t('{0} is kept as {1}: {2}.', name, request.snapshot, sizeOf(vm, request.snapshot)),
        qmp('snapshot-save', { tag: request.snapshot }),
      );
    case 'snapshot-restore':
      await vm.restoreSnapshot(request.snapshot, signal);
      vms.consoles(name).wake();
      return said(
        t('{0} is again as it was at {1}.', name, request.snapshot),
        qmp('snapshot-load', { tag: request.snapshot }),
      );
    case 'snapshot-delete':
      await vm.deleteSnapshot(request.snapshot, signal);
      return said(
        t('{0} of {1} is gone.', request.snapshot, name),
        qmp('snapshot-delete', { tag: request.snapshot }),
      );
    case 'clone':
      return clone(request, vms, signal);
    case 'migrate':
      return migrate(vm, report, signal);
    case 'remove':
      await vms.remove(name, signal);
      return said(t('{0} is gone, with its disk.', name));
    case 'cpus':
      await vm.setCpus(request.count, signal);
      return said(
        t('{0} has {1} CPUs.', name, vm.facts.cpus.current),
        qmp('device_add', { driver: '…-x86_64-cpu' }),
      );
    case 'memory':
      await vm.setMemory(request.bytes, signal);
      return said(
        t('{0} has {1} of memory.', name, mebibytes(vm.facts.memory.currentBytes)),
        qmp('balloon', { value: request.bytes }),
      );
    case 'qmp': {
      const reply = await vm.qmp(request.command, request.args, signal);
      return { said: [], stdout: `${textOf(reply).trimEnd()}\n` };
    }
  }
}

/** What the human monitor says is text with a terminal's line ends; all else is data. */
function textOf(reply: unknown): string {
  return typeof reply === 'string'
    ? reply.replaceAll('\r\n', '\n')
    : JSON.stringify(reply, undefined, 2);
}

const defaults = { cpus: 1, memoryBytes: 256 * 1024 * 1024 };

async function create(
  request: Ask<'create'>,
  vms: Vms,
  report: Report,
  signal: AbortSignal,
): Promise<VmAnswer> {
  const { name, image, cpus = defaults.cpus, memoryBytes = defaults.memoryBytes } = request;
  if (vms.find(name) !== undefined) throw vmExists(name);
  const spec: VmSpec = {
    name,
    files: await vms.guestFiles(image, report, signal),
    cpus: { start: cpus, max: Math.max(cpus, 4) },
    memory: { startBytes: memoryBytes, maxBytes: 2 * memoryBytes },
    network: 'none',
    disks: {},
    boot: 'saved',
  };
  const fleet = await vms.fleet(signal);
  const vm = await fleet.create(spec, signal);
  const disk = vm.facts.disks[0]?.chain.map(({ file }) => file) ?? [];
  return said(
    t('{0} is made: {1} CPUs, {2}. It is off.', name, cpus, mebibytes(memoryBytes)),
    t('qemu-img: {0}', `create -f qcow2 -b ${disk[1] ?? '…'} -F qcow2 ${disk[0] ?? '…'}`),
  );
}

async function start(
  { name, isCold, accelerator }: Ask<'start'>,
  vm: Vm,
  report: Report,
  signal: AbortSignal,
): Promise<VmAnswer> {
  if (!isOff.has(vm.facts.status)) return said(t('{0} runs already.', name));
  report(t('starting {0}', name));
  await vm.start(
    {
      ...(isCold ? { boot: 'cold' } : {}),
      ...(accelerator === undefined ? {} : { accelerator }),
    },
    signal,
  );
  const { started, accelerator: used, process } = vm.facts;
  const how = started?.how === 'saved' ? t('from a saved state') : t('by booting');
  return said(
    t('{0} runs: {1}, in {2} s, with {3}.', name, how, seconds(started?.tookMs ?? 0), used.name),
    t('{0}: {1}', used.name, used.reason),
    ...(process === undefined ? [] : [commandLineOf(process)]),
  );
}

/** How to see it: it is a screen long. In a container of the engine nobody would find it. */
function commandLineOf({ pid, args, place }: NonNullable<VmFacts['process']>): string {
  return place === 'host'
    ? t('QEMU: PID {0}; its command line: {1}', pid, `ps -ww -o args= -p ${pid}`)
    : `QEMU: PID ${pid}: ${args.join(' ')}`;
}

const isOff = new Set<VmFacts['status']>(['off', 'lost', 'panicked']);

async function run({ words }: Ask<'run'>, vm: Vm, signal: AbortSignal): Promise<VmAnswer> {
  const [program = '', ...args] = words;
  const command = { program, args, cwd: labFolder, timeoutMs: runLimitMs };
  const { stdout, stderr, exitCode, failure } = await vm.run(command, signal);
  if (exitCode === undefined) throw commandFailed(program, vm.spec.name, failure ?? '');
  return { said: [], stdout, stderr, exitCode };
}

const runLimitMs = 600_000;

async function clone({ name, to }: Ask<'clone'>, vms: Vms, signal: AbortSignal): Promise<VmAnswer> {
  if (vms.find(to) !== undefined) throw vmExists(to);
  const fleet = await vms.fleet(signal);
  const made = await fleet.clone(name, to, signal);
  const [own, shared] = made.facts.disks[0]?.chain ?? [];
  return said(
    t('{0} stands on the same disk as {1}. It is off.', to, name),
    t('qemu-img: {0}', `create -f qcow2 -b ${shared?.file ?? '…'} -F qcow2 ${own?.file ?? '…'}`),
  );
}

async function migrate(vm: Vm, report: Report, signal: AbortSignal): Promise<VmAnswer> {
  const { name } = vm.spec;
  using _ = follow(
    vm,
    ({ migration }) => {
      if (migration?.status !== 'active') return undefined;
      const { transferredBytes, remainingBytes } = migration;
      return t('{0} over, {1} to go', mebibytes(transferredBytes), mebibytes(remainingBytes));
    },
    report,
  );
  const {
    fromPid,
    toPid = 0,
    totalMs,
    downtimeMs = 0,
    transferredBytes,
  } = await vm.migrate(signal);
  return said(
    t('{0} runs in QEMU {1}; before it was {2}.', name, toPid, fromPid),
    t(
      '{0} in {1} s; it stood still for {2} ms.',
      mebibytes(transferredBytes),
      seconds(totalMs),
      downtimeMs,
    ),
    qmp('migrate', { uri: 'unix:…' }),
  );
}

/** Reports what is made of each new state, until disposed. */
function follow(
  vm: Vm,
  describe: (facts: VmFacts) => string | undefined,
  report: Report,
): Disposable {
  let last: string | undefined;
  const subscription = vm.onDidChange((facts) => {
    const now = describe(facts);
    if (now !== undefined && now !== last) report(now);
    last = now;
  });
  return { [Symbol.dispose]: () => subscription.dispose() };
}

function said(...sentences: readonly string[]): VmAnswer {
  return { said: [...sentences] };
}

function qmp(command: string, args?: Readonly<Record<string, unknown>>): string {
  const request = { execute: command, ...(args === undefined ? {} : { arguments: args }) };
  return `QMP: ${JSON.stringify(request)}`;
}

function sizeOf(vm: Vm, snapshot: string): string {
  const { snapshots } = vm.facts;
  return mebibytes(snapshots.find(({ name }) => name === snapshot)?.stateBytes ?? 0);
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 1024 / 1024)} MiB`;
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(1);
}

function commandFailed(program: string, vm: string, failure: string): IsolabError {
  return new IsolabError(
    'command-failed',
    t('{0} did not run in {1}: {2}', program, vm, failure),
    t('Look whether the program is there: isolab vm run {0} -- ls /usr/bin', vm),
  );
}
