import { qemuProgram } from '../argv.ts';
import type { QemuPlace } from '../place.ts';
import type { AcceleratorName, GuestFiles } from '../spec.ts';

const limitMs = 2_000;
const marker = 'isolab-canary';

/** How a trial guest fared. */
export type CanaryResult =
  | { readonly status: 'sang' }
  | { readonly status: 'silent'; readonly limitMs: number }
  | { readonly status: 'died'; readonly said: string };

/**
 * Boots the kernel of a guest just far enough that a program in it prints a line. A device that is there, and even a
 * VM that can be made, prove nothing: there are machines on which the guest then stands still for ever.
 */
export async function tryCanary(
  place: QemuPlace,
  files: GuestFiles,
  name: AcceleratorName,
  signal: AbortSignal,
): Promise<CanaryResult> {
  const program = qemuProgram(files.arch);
  const args = canaryArguments(files, name, place);
  const { stdout, stderr } = await place.run({ program, args, timeoutMs: limitMs }, signal);
  if (stdout.includes(marker)) return { status: 'sang' };
  const said = stderr.trim().split('\n')[0] ?? '';
  // So QEMU takes leave when its time is up.
  return said === '' || said.includes('terminating on signal')
    ? { status: 'silent', limitMs }
    : { status: 'died', said };
}

// The kernel's first program prints the marker and ends; the kernel panics for want of it, and the guest with it.
function canaryArguments(files: GuestFiles, name: AcceleratorName, place: QemuPlace): string[] {
  const isPc = files.arch === 'x86_64';
  const line = `console=${isPc ? 'ttyS0' : 'ttyAMA0'} quiet panic=-1 rdinit=/busybox`;
  return [
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot', '-serial', 'stdio'],
    ...['-machine', isPc ? 'q35' : 'virt', '-accel', name, '-cpu', name === 'tcg' ? 'max' : 'host'],
    ...['-m', '128', '-kernel', place.path(files.kernel), '-initrd', place.path(files.initramfs)],
    ...['-append', `${line} -- echo ${marker}`],
  ];
}
