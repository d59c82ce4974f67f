import type { Duplex } from 'node:stream';
import { once } from 'node:events';
import { IsolabError } from '../base/errors.ts';
import { vmNotRunning } from '../base/vmErrors.ts';
import { t } from '../base/l10n.ts';
import type { Disposable } from '../base/event.ts';
import { GuestReader } from './guestReader.ts';
import { HelperReader, type Helper } from '../kernel/helper/reader.ts';
import { helperScript } from '../kernel/helper/script.ts';
import { KernelProbe } from '../kernel/kernelProbe.ts';
import type { Probe } from '../kernel/probe.ts';
import type { KernelReader } from '../kernel/reader.ts';
import type { Vm } from '../qemu/vm.ts';

/** The probe of a guest's kernel: the helper's own script, run by a program in the guest that waits at a port. */
export function openGuestProbe(vm: Vm): Probe {
  const reader = new HelperReader(
    (secret, signal) => startHelper(vm, secret, signal),
    'agent',
    (paths, signal) => readOwners(vm, paths, signal),
  );
  return new GuestProbe(new GuestReader(vm, reader), forgetWhenItGoesOn(vm, reader));
}

/**
 * After a VM snapshot was restored the program is another one's, or has not been started yet; after a reset it is gone.
 * QEMU may keep a connection that was closed before the guest has read all of it, and lets the next one wait behind it
 * (seen with 7.2, when a kernel panicked in the middle): so after a reset the old one is closed when the guest is up.
 */
function forgetWhenItGoesOn(vm: Vm, reader: AsyncDisposable): Disposable {
  let isReset = false;
  const forget = (): void => {
    isReset = false;
    void reader[Symbol.asyncDispose]();
  };
  const happened = vm.onDidHappen(({ name }) => {
    if (name === 'RESET') isReset = true;
    else if (name === 'RESUME' && !isReset) forget();
  });
  const changed = vm.onDidChange(({ status }) => {
    if (isReset && status === 'running') forget();
  });
  return {
    dispose: () => {
      happened.dispose();
      changed.dispose();
    },
  };
}

class GuestProbe extends KernelProbe {
  readonly #subscription: Disposable;

  constructor(reader: KernelReader, subscription: Disposable) {
    super(reader);
    this.#subscription = subscription;
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    this.#subscription.dispose();
    await super[Symbol.asyncDispose]();
  }
}

/** A guest under emulation on a busy computer answers within this time, or not at all. */
const helloLimitMs = 10_000;

/** Greets the program at the port, and gives it the script (labs/images/guest/README.md). */
async function startHelper(vm: Vm, secret: string, signal: AbortSignal): Promise<Helper> {
  if (vm.facts.status !== 'running') throw vmNotRunning(vm.spec.name);
  const stream = await vm.connectProbe(signal);
  try {
    const greeting = crypto.randomUUID();
    const greeted = hears(stream, `hello ${greeting}\n`, signal, vm.spec.name);
    stream.write(`- end 0\n- hello ${greeting}\n`);
    await greeted;
    stream.write(`- run ${Buffer.byteLength(helperScript)} ${secret}\n${helperScript}`);
    return { stream, [Symbol.asyncDispose]: async () => void stream.destroy() };
  } catch (error) {
    stream.destroy();
    throw error;
  }
}

/** Waits for this line; what stands before it was for somebody else. */
async function hears(stream: Duplex, line: string, signal: AbortSignal, vm: string): Promise<void> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(helloLimitMs)]);
  let heard = '';
  try {
    while (!heard.endsWith(line)) {
      const [chunk] = (await once(stream, 'data', { signal: limit })) as [Buffer];
      heard += chunk.toString('latin1');
    }
  } catch (error) {
    signal.throwIfAborted();
    throw probeSilent(vm, error);
  }
}

/** Asks ioctl_ns(2), NS_GET_USERNS, by the guest's Python; what it prints is a line for each path. */
const ownersProgram = `
import fcntl, os, sys
for path in sys.argv[1:]:
    try:
        with open(path) as link:
            owner = fcntl.ioctl(link, 0xb701)
        print(os.fstat(owner).st_ino)
        os.close(owner)
    except FileNotFoundError:
        print("gone")
    except OSError as error:
        print(error.strerror)
`;

async function readOwners(
  vm: Vm,
  paths: readonly string[],
  signal: AbortSignal,
): ReturnType<KernelReader['owners']> {
  if (paths.length === 0) return [];
  const { exitCode, stdout, stderr } = await vm.run(
    { program: 'python3', args: ['-c', ownersProgram, ...paths] },
    signal,
  );
  const lines = stdout.split('\n');
  return paths.map((_, index) => {
    const line = exitCode === 0 ? (lines[index] ?? '') : stderr.trim();
    if (/^\d+$/.test(line)) return Number(line);
    return line === 'gone'
      ? { isGone: true, reason: t('It is not there any more.') }
      : { isGone: false, reason: t('The guest cannot tell it: {0}', line) };
  });
}

function probeSilent(vm: string, cause: unknown): IsolabError {
  return new IsolabError(
    'guest-probe-silent',
    t('The kernel of the guest {0} cannot be read: nobody answers at its port.', vm),
    t('Look at its console: it may hang or have panicked. isolab vm reset {0} boots it anew.', vm),
    cause,
  );
}
