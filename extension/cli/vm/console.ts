import type { Readable } from 'node:stream';
import { t } from '../../core/base/l10n.ts';
import type { Controlled } from '../../core/session/control/server.ts';
import type { Output } from '../output.ts';

/** Ctrl+], as telnet has it. */
const leaveKey = 0x1d;

/**
 * Joins this terminal and a console of a VM until the learner presses Ctrl+] or one of them ends. The terminal is raw
 * meanwhile: Ctrl+C belongs to what runs in the guest.
 */
export async function joinConsole(
  session: Pick<Controlled, 'openConsole'>,
  vm: string,
  number: number | undefined,
  output: Output,
  signal: AbortSignal,
): Promise<void> {
  const { stdin, stdout } = process;
  using console = await session.openConsole(vm, number, signal);
  const { stream } = console;
  output.note(t('Console {0} of {1}; Ctrl+] leaves it.', console.number, vm));
  const resize = (): void => {
    if (stdout.isTTY) void console.resize(stdout.rows, stdout.columns).catch(() => {});
  };
  if (stdin.isTTY) stdin.setRawMode(true);
  stdout.on('resize', resize);
  try {
    resize();
    // A shell starts at the first key, or shows a new prompt.
    stream.write('\r');
    stream.pipe(stdout, { end: false });
    await Promise.race([
      ended(stream),
      typed(stdin, (bytes) => stream.write(bytes)),
      aborted(signal),
    ]);
  } finally {
    stdout.off('resize', resize);
    stream.unpipe(stdout);
    stdin.removeAllListeners('data').pause();
    if (stdin.isTTY) stdin.setRawMode(false);
    output.note('');
  }
}

/** Passes on what is typed, until the key to leave comes or nothing more does. */
function typed(stdin: Readable, pass: (bytes: Buffer) => void): Promise<void> {
  return new Promise((resolve) => {
    stdin.on('data', (bytes: Buffer) => {
      const end = bytes.indexOf(leaveKey);
      pass(end === -1 ? bytes : bytes.subarray(0, end));
      if (end !== -1) resolve();
    });
    stdin.once('end', resolve);
  });
}

function ended(stream: Readable): Promise<void> {
  return new Promise((resolve) => {
    stream.once('end', resolve).once('close', resolve).once('error', resolve);
  });
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true }),
  );
}
