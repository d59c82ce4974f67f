import { cacheFolder } from '../../extension/core/base/cacheFolder.ts';
import { silentLog } from '../../extension/core/base/log.ts';
import { openFleet } from '../../extension/core/qemu/fleet.ts';
import { HostPlace } from '../../extension/core/qemu/place/host.ts';

/**
 * Works with the VM `alpha` of a folder until it is killed: starts it, keeps it as a VM snapshot, moves it, and again.
 * Tells each phase on its standard output.
 */
const [folder = ''] = process.argv.slice(2);
const signal = AbortSignal.timeout(120_000);
const options = { place: new HostPlace(), folder, session: folder, cacheFolder: cacheFolder() };
const fleet = await openFleet({ ...options, log: silentLog }, signal);
const vm = fleet.vm('alpha');
if (vm === undefined) throw new Error('there is no VM');
for (let count = 1; ; count++) {
  for (const [phase, work] of [
    ['start', () => vm.start({}, signal)],
    ['save', () => vm.saveSnapshot(`s${process.pid}-${count}`, signal)],
    ['migrate', () => vm.migrate(signal)],
    ['delete', () => vm.deleteSnapshot(`s${process.pid}-${count}`, signal)],
  ] as const) {
    console.log(phase);
    await work();
  }
}
