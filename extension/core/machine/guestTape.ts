import { t } from '../base/l10n.ts';
import type { Log } from '../base/log.ts';
import { tapeEvents } from '../kernel/tape/events.ts';
import { readTape } from '../kernel/tape/reader.ts';
import { tapeScript } from '../kernel/tape/script.ts';
import type { NoTape, Tape } from '../kernel/tape/tape.ts';
import type { Vm } from '../qemu/vm.ts';

/**
 * Opens the tape of a running guest's kernel: the script runs in the guest, at a port of its own. It ends when the
 * guest is shut down, reset, moved or goes on from a snapshot: then another one is needed.
 */
export async function openGuestTape(vm: Vm, log: Log, signal: AbortSignal): Promise<Tape | NoTape> {
  if (vm.facts.status !== 'running') {
    return { reason: t('The VM {0} does not run.', vm.spec.name), fix: t('Start it.') };
  }
  const stream = await vm.connectTape(signal);
  const subscription = vm.onDidHappen(({ name }) => {
    if (goesOnElsewhere.has(name)) stream.destroy();
  });
  const source = {
    method: 'agent',
    gathers: false,
    input: stream,
    output: stream,
    [Symbol.asyncDispose]: async () => {
      subscription.dispose();
      stream.destroy();
    },
  } as const;
  try {
    const args = ['-c', launchScript, 'isolab-tape', tapeScript, instance, 'passed', ...tapeEvents];
    const { exitCode, stderr, failure } = await vm.run({ program: 'sh', args }, signal);
    if (exitCode === 0) return await readTape(source, log, signal);
    await source[Symbol.asyncDispose]();
    return {
      reason: t('The guest {0} cannot be listened to: {1}', vm.spec.name, failure ?? stderr.trim()),
      fix: t('A guest that was started by an older Isolab can be listened to when it boots anew.'),
    };
  } catch (error) {
    await source[Symbol.asyncDispose]();
    throw error;
  }
}

/** Its events are on from the guest's boot (labs/images/guest/root/usr/lib/isolab/tape). */
const instance = 'isolab';

const goesOnElsewhere = new Set(['RESUME', 'RESET']);

/**
 * Leaves the script behind in the guest, with the port as its input and output. One that a former connection left is
 * ended: only one process may open a port at a time (drivers/char/virtio_console.c).
 */
const launchScript = `
exec 6>&2 2>/dev/null
port=$(/usr/lib/isolab/port isolab.tape) || { echo 'there is no port for it' >&6; exit 1; }
read -r former </run/isolab-tape && kill "$former"
script=$1
shift
tries=0
until command exec 5<>"$port"; do
  tries=$((tries + 1))
  [ $tries -lt 100 ] || { echo 'its port is taken' >&6; exit 1; }
  sleep 0.1
done
sh -c "$script" isolab-tape "$@" <&5 >&5 5<&- 6>&- &
echo $! >/run/isolab-tape
`;
