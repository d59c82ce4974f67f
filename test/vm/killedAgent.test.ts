import assert from 'node:assert/strict';
import { isError } from '../../extension/core/base/errors.ts';
import type { Fleet, Vm } from '../../extension/core/qemu/vm.ts';
import { numbersFrom } from '../fakes/random.ts';
import { makeFleetFolder, sh, signal, type FleetFolder } from './fleets.ts';

const kills = 20;
const seed = 20_261_121;
/** Two at a time: one works while the agent of the other comes again. */
const names = ['alpha', 'beta'];

/** What is done with a VM while its agent is killed, and how long that is in the guest's own time. */
interface Phase {
  readonly name: string;
  readonly lengthMs: number;
  work(vm: Vm): Promise<unknown>;
}

const phases: readonly Phase[] = [
  { name: 'start', lengthMs: 400, work: (vm) => vm.start({}, signal) },
  { name: 'save', lengthMs: 200, work: (vm) => vm.saveSnapshot('kept', signal) },
  { name: 'migration', lengthMs: 600, work: (vm) => vm.migrate(signal) },
  { name: 'command', lengthMs: 400, work: (vm) => sh(vm, 'sleep 0.2; hostname') },
];

describe('The agent of a guest that is killed', () => {
  let place: FleetFolder;
  let fleet: Fleet;
  before(async () => {
    place = await makeFleetFolder();
    fleet = await place.open();
  });
  after(async () => {
    await fleet[Symbol.asyncDispose]();
    await place[Symbol.asyncDispose]();
  });

  for (const phase of phases) {
    it(`at ${kills} moments of a ${phase.name} comes again, and the VM is whole`, async () => {
      await Promise.all(names.map((name, index) => killAgents(name, phase, seed + index)));
    }).timeout(600_000);
  }

  async function killAgents(
    vmName: string,
    { name, lengthMs, work }: Phase,
    from: number,
  ): Promise<void> {
    const random = numbersFrom(from);
    let vm = await fleet.create(place.spec(vmName), signal);
    if (name !== 'start') await vm.start({}, signal);
    for (let kill = 0; kill < kills / names.length; kill++) {
      const killing = `sleep ${(random() * lengthMs) / 1000}; pkill -KILL qemu-ga; touch /run/killed`;
      const script = `rm -f /run/killed; (${killing}) >/dev/null 2>&1 &`;
      const first = name === 'start' ? typeAtStart(vm, script) : sh(vm, script);
      if (name !== 'start') await first;
      await orAgentLost(work(vm));
      // A start that was not heard has begun anew with another guest.
      if (name !== 'start' || vm.facts.process?.pid === (await first)) {
        await orAgentLost(sh(vm, 'until [ -e /run/killed ]; do sleep 0.02; done'));
      }
      assert.equal(await sh(vm, 'hostname'), vmName, `kill ${kill}`);
      assert.equal(vm.facts.status, 'running');
      if (name === 'save') await vm.deleteSnapshot('kept', signal);
      if (name !== 'start') continue;
      await fleet.remove(vmName, signal);
      vm = await fleet.create(place.spec(vmName), signal);
    }
    await fleet.remove(vmName, signal);
  }
});

/** Types a line at a console as soon as there is a QEMU: its shell reads it when the guest runs. Gives QEMU's PID. */
function typeAtStart(vm: Vm, line: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const subscription = vm.onDidChange(({ process }) => {
      if (process === undefined) return;
      subscription.dispose();
      vm.connectConsole(4, signal).then((stream) => {
        stream.on('error', () => {}); // its QEMU is gone
        stream.resume().write(`\r${line}\r`);
        resolve(process.pid);
      }, reject);
    });
  });
}

/** What fails for want of the agent says so. */
async function orAgentLost(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!isError(error, 'agent-lost')) throw error;
  }
}
