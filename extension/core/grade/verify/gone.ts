import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { t } from '../../base/l10n.ts';
import { unlessAborted } from '../../base/unlessAborted.ts';
import { kindsOf, type Check } from '../../check/check.ts';
import { openEngine, type Engine } from '../../engine/engine.ts';
import { openRelay, type Relay } from '../../engine/relay/relay.ts';
import type { Lab } from '../../lab/lab.ts';
import type { Vm } from '../../qemu/vm.ts';
import { Bench, type Tools } from './bench.ts';

/** Kinds that need no engine: what they ask about is there without one. */
const engineFree = new Set([
  ...['file', 'command', 'http', 'registry', 'question', 'measured', 'recorded'],
]);
const vmKinds = new Set(['vm', 'disk', 'vm-snapshot', 'migration']);

/** With the engine gone, and with the guests gone, no check passes, and those that ask about them are unable. */
export async function proveGone(
  lab: Lab,
  tools: Tools,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const { engine } = tools;
  if (engine !== undefined) return proveBothGone(lab, tools, engine, signal);
  await using bench = await Bench.open(lab, tools, signal);
  return await proveGuestsGone(bench, signal);
}

async function proveBothGone(
  lab: Lab,
  tools: Tools,
  { endpoint }: Engine,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'isolab-gone-'));
  const path = join(folder, 'engine.sock');
  // An engine that can be cut off without harm to anybody: the real one through a relay.
  const connect = (): Promise<Relay> => openRelay(endpoint, path, tools.log);
  let wire = await connect();
  try {
    const options = { setting: `unix://${path}`, env: {}, log: tools.log };
    await using engine = await openEngine(options, signal);
    await using bench = await Bench.open(lab, { ...tools, engine }, signal);
    const failures: string[] = [];
    if (bench.usesEngine) {
      await wire[Symbol.asyncDispose]();
      // The processes of a workbench go on without the engine, and the kernel is read without it.
      const isKernelSeen = bench.session.state.machine?.kind === 'workbench';
      const isElsewhere = (check: Check): boolean => isKernelSeen || asksGuests(check);
      failures.push(...(await askAll(bench, t('an engine'), isElsewhere, signal)));
      wire = await connect();
    }
    return [...failures, ...(await proveGuestsGone(bench, signal))];
  } finally {
    await wire[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  }
}

async function proveGuestsGone(bench: Bench, signal: AbortSignal): Promise<readonly string[]> {
  const running = bench.session.vms.filter(({ facts }) => facts.status === 'running');
  if (running.length === 0) return [];
  for (const vm of running) await killQemu(vm, signal);
  const killed = new Set(running.map(({ spec }) => spec.name));
  // Of a VM that a solution starts it is known that it does not run.
  const isElsewhere = (check: Check): boolean =>
    (bench.usesEngine && !asksGuests(check)) || vmsIn(check).some((name) => !killed.has(name));
  return await askAll(bench, t('its guests'), isElsewhere, signal);
}

/** Ends QEMU as a crash would, and waits until that is known. */
async function killQemu(vm: Vm, signal: AbortSignal): Promise<void> {
  const { process: qemu } = vm.facts;
  // In a container the PID is another: there it is gone with the engine.
  if (qemu?.place !== 'host') return;
  const lost = new Promise<void>((resolve) => {
    const subscription = vm.onDidChange(({ status }) => {
      if (status !== 'lost') return;
      subscription.dispose();
      resolve();
    });
  });
  process.kill(qemu.pid, 'SIGKILL');
  await unlessAborted(lost, signal);
}

/** Whether a check asks about VMs, in a lab that has an engine as well. */
function asksGuests(check: Check): boolean {
  return (
    kindsOf(check).some((kind) => vmKinds.has(kind)) || JSON.stringify(check).includes('"guest:')
  );
}

/** The names of the VMs that checks about VMs name. */
function vmsIn(value: unknown): readonly string[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    const { name, of } = vmKinds.has(key) ? (inner as { name?: unknown; of?: unknown }) : {};
    const vm = of ?? name;
    return typeof vm === 'string' ? [vm] : vmsIn(inner);
  });
}

async function askAll(
  bench: Bench,
  what: string,
  isElsewhere: (check: Check) => boolean,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const task of bench.lab.steps.flatMap(({ tasks }) => tasks)) {
    const { status, observed } = await bench.ask(task, signal);
    const isFree = kindsOf(task.check).some((kind) => engineFree.has(kind));
    if (status === 'unable' || isElsewhere(task.check) || (isFree && status === 'failed')) continue;
    failures.push(t('{0} is {1} without {2}: {3}', task.id, status, what, observed));
  }
  return failures;
}
