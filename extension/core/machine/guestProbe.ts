import type { Duplex } from 'node:stream';
import { once } from 'node:events';
import { IsolabError } from '../base/errors.ts';
import { timeLimit } from '../base/timeLimit.ts';
import { vmNotRunning } from '../base/vmErrors.ts';
import { t } from '../base/l10n.ts';
import type { Disposable } from '../base/event.ts';
import { GuestReader } from './guestReader.ts';
import { HelperReader, type Helper } from '../kernel/helper/reader.ts';
import { KernelProbe } from '../kernel/kernelProbe.ts';
import type { Probe } from '../kernel/probe.ts';
import type { KernelReader } from '../kernel/reader.ts';
import type { Vm } from '../qemu/vm.ts';

/** The probe of a guest's kernel: a program in the guest that waits at a port and speaks as the helper does. */
export function openGuestProbe(vm: Vm): Probe {
  const reader = new HelperReader((secret, signal) => greet(vm, secret, signal), 'agent');
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

/** Greets the program at the port (labs/images/guest/README.md). */
async function greet(vm: Vm, secret: string, signal: AbortSignal): Promise<Helper> {
  if (vm.facts.status !== 'running') throw vmNotRunning(vm.spec.name);
  const stream = await vm.connectProbe(signal);
  try {
    const greeting = crypto.randomUUID();
    const greeted = hears(stream, `hello ${greeting}\n`, signal, vm.spec.name);
    stream.write(`- hello ${greeting} ${secret}\n`);
    await greeted;
    return { stream, [Symbol.asyncDispose]: async () => void stream.destroy() };
  } catch (error) {
    stream.destroy();
    throw error;
  }
}

/** Waits for this line; what stands before it was for somebody else. */
async function hears(stream: Duplex, line: string, signal: AbortSignal, vm: string): Promise<void> {
  const limit = AbortSignal.any([signal, timeLimit(helloLimitMs)]);
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

function probeSilent(vm: string, cause: unknown): IsolabError {
  return new IsolabError(
    'guest-probe-silent',
    t('The kernel of the guest {0} cannot be read: nobody answers at its port.', vm),
    t('Look at its console: it may hang or have panicked. isolab vm reset {0} boots it anew.', vm),
    cause,
  );
}
