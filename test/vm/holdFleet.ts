import type { Duplex } from 'node:stream';
import { cacheFolder } from '../../extension/core/base/cacheFolder.ts';
import { silentLog } from '../../extension/core/base/log.ts';
import { openFleet } from '../../extension/core/qemu/fleet.ts';
import { HostPlace } from '../../extension/core/qemu/place/host.ts';

/**
 * Works with the VM `alpha` of a folder: starts it, keeps it as a VM snapshot, moves it, deletes the VM snapshot. Kills
 * itself in the wanted phase, when it has done so many steps of it, or at its end. A step is something said or heard.
 * Tells each phase when it begins, and after it the number of its steps.
 */
const [folder = '', wanted = '', count = ''] = process.argv.slice(2);

let phase = '';
let steps = 0;

function step(): void {
  steps += 1;
  if (phase === wanted && steps >= Number(count)) process.kill(process.pid, 'SIGKILL');
}

/** This machine, with each step counted. */
class CountedPlace extends HostPlace {
  override async connect(path: string, signal: AbortSignal): Promise<Duplex> {
    const stream = await super.connect(path, signal);
    const write = stream.write.bind(stream) as (chunk: unknown) => boolean;
    stream.write = (chunk: unknown) => {
      const hasRoom = write(chunk);
      step();
      return hasRoom;
    };
    return stream.on('data', step);
  }
}

const signal = AbortSignal.timeout(120_000);
const options = { folder, session: folder, cacheFolder: cacheFolder(), log: silentLog };
const fleet = await openFleet({ ...options, place: new CountedPlace() }, signal);
const vm = fleet.vm('alpha');
if (vm === undefined) throw new Error('there is no VM');
const snapshot = `s${process.pid}`;
const phases = {
  start: () => vm.start({}, signal),
  save: () => vm.saveSnapshot(snapshot, signal),
  migrate: () => vm.migrate(signal),
  delete: () => vm.deleteSnapshot(snapshot, signal),
};
for (const [name, work] of Object.entries(phases)) {
  [phase, steps] = [name, 0];
  console.log(phase);
  await work();
  console.log(steps);
  if (phase === wanted) process.kill(process.pid, 'SIGKILL');
}
await fleet[Symbol.asyncDispose]();
