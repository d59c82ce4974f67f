import { randomUUID } from 'node:crypto';
import { posix } from 'node:path';
import { once } from 'node:events';
import type { Duplex } from 'node:stream';
import { IsolabError, typingStuck } from '../base/errors.ts';
import { timeLimit } from '../base/timeLimit.ts';
import { vmNotRunning } from '../base/vmErrors.ts';
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
  const console = await consoles.openUnheard(signal);
  const { stream } = console;
  try {
    await prompt(stream, signal);
    stream.write(` exec bash --noprofile --rcfile ${file} -i\r`);
  } catch (error) {
    console[Symbol.dispose]();
    throw error;
  }
  return {
    stream,
    leave: () => end(vm, console, file, ['-KILL', '-x', 'bash']),
    [Symbol.asyncDispose]: () => end(vm, console, file, ['-HUP']),
  };
}

/** The end of a prompt: of the guest's own shell, or of one like this that was there when a VM snapshot was taken. */
const promptEnd = /\x1b\]633;(?:B|D;\d+;[0-9a-f-]{36})\x07/;

/** Presses Enter, upon which a shell starts or shows a new prompt. */
async function prompt(stream: Duplex, signal: AbortSignal): Promise<void> {
  const limit = AbortSignal.any([signal, timeLimit(promptLimitMs)]);
  let heard = '';
  stream.write('\r');
  try {
    while (!promptEnd.test(heard)) {
      const [chunk] = (await once(stream, 'data', { signal: limit })) as [Buffer];
      heard += chunk.toString();
    }
  } catch (error) {
    signal.throwIfAborted();
    throw typingStuck(heard, error);
  }
}

/** Leaves a console and ends these of its processes, as pkill(1) names them; a guest that is gone or does not answer needs no farewell. */
async function end(
  vm: Vm,
  console: Console,
  file: string,
  which: readonly string[],
): Promise<void> {
  console[Symbol.dispose]();
  const signal = timeLimit(10_000);
  const program = 'rm -f "$1"; shift; exec pkill "$@"';
  const args = ['-c', program, 'sh', file, '-t', `hvc${console.number - 1}`, ...which];
  try {
    await vm.run({ program: 'sh', args }, signal);
  } catch (error) {
    if (!(error instanceof IsolabError || signal.aborted)) throw error;
  }
}
