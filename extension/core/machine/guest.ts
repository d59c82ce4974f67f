import { randomUUID } from 'node:crypto';
import { posix } from 'node:path';
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { IsolabError, typingStuck, vmNotRunning } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { Probe } from '../kernel/probe.ts';
import type { Vm } from '../qemu/vm.ts';
import type { Console, Consoles } from './consoles.ts';
import { openGuestProbe } from './guestProbe.ts';
import type { FileFacts, Machine, ShellSpec, Terminal } from './machine.ts';

/** The learner's working folder in a guest or a workbench. */
export const labFolder = '/root/lab';

/** What a guest is made a machine with. */
export interface GuestParts {
  readonly vm: Vm;
  readonly consoles: Consoles;
  /** The program of this computer that attaches a terminal to a console of it. */
  readonly shell: () => ShellSpec;
}

/** A VM as a machine: commands and files through its agent, its kernel through its probe, shells at its consoles. */
export function openGuest({
  vm,
  consoles,
  shell,
}: GuestParts): Machine & { readonly probe: Probe } {
  const { name } = vm.spec;
  const probe = openGuestProbe(vm);
  return {
    id: name,
    kind: 'guest',
    title: t('The guest {0}', name),
    folder: labFolder,
    probe,
    run: (command, signal) =>
      vm.run({ ...command, cwd: posix.resolve(labFolder, command.cwd ?? '') }, signal),
    file: (path, signal) => readGuestFile(vm, posix.resolve(labFolder, path), signal),
    shell,
    openTerminal: (startup, _, signal) => openGuestTerminal(vm, consoles, startup, signal),
    [Symbol.asyncDispose]: () => probe[Symbol.asyncDispose](),
  };
}

const maxBytes = 64 * 1024;

async function readGuestFile(
  vm: Vm,
  path: string,
  signal: AbortSignal,
): Promise<FileFacts | undefined> {
  const file = await vm.readFile(path, signal);
  return file && { ...file, text: file.content.subarray(0, maxBytes).toString() };
}

/** A guest under emulation shows its prompt within this time, or a program holds its console. */
const promptLimitMs = 30_000;

/** Sits down at a console and changes its shell for one with this startup file. */
async function openGuestTerminal(
  vm: Vm,
  consoles: Consoles,
  startup: string,
  signal: AbortSignal,
): Promise<Terminal> {
  if (vm.facts.status !== 'running') throw vmNotRunning(vm.spec.name);
  const file = `/run/isolab-startup-${randomUUID()}`;
  await vm.writeFile(file, Buffer.from(startup), 0o600, signal);
  const console = await consoles.open(undefined, signal);
  const { stream } = console;
  try {
    await prompt(stream, signal);
    stream.write(` exec bash --noprofile --rcfile ${file} -i\r`);
  } catch (error) {
    console[Symbol.dispose]();
    throw error;
  }
  return { stream, [Symbol.asyncDispose]: () => leave(vm, console, file) };
}

/** Presses Enter, upon which a shell starts or shows a new prompt; OSC 633;B stands at the end of one. */
async function prompt(stream: Duplex, signal: AbortSignal): Promise<void> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(promptLimitMs)]);
  let heard = '';
  stream.write('\r');
  try {
    while (!heard.includes('\x1b]633;B\x07')) {
      const [chunk] = (await once(stream, 'data', { signal: limit })) as [Buffer];
      heard += chunk.toString();
    }
  } catch (error) {
    signal.throwIfAborted();
    throw typingStuck(heard, error);
  }
}

/** Hangs up, as a terminal does that is closed; a guest that is gone needs no farewell. */
async function leave(vm: Vm, console: Console, file: string): Promise<void> {
  console[Symbol.dispose]();
  const signal = AbortSignal.timeout(10_000);
  const terminal = `hvc${console.number - 1}`;
  const hangUp = 'pkill -HUP -t "$1"; rm -f "$2"';
  try {
    await vm.run({ program: 'sh', args: ['-c', hangUp, 'sh', terminal, file] }, signal);
  } catch (error) {
    if (!(error instanceof IsolabError)) throw error;
  }
}
