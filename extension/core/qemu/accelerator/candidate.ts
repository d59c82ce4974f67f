import type { QemuPlace } from '../place.ts';
import type { AcceleratorName } from '../spec.ts';

/** What might make the CPU of a guest on this system, as far as can be told without running one. */
export type Candidate =
  | { readonly status: 'possible'; readonly name: Exclude<AcceleratorName, 'tcg'> }
  | { readonly status: 'absent' | 'forbidden' | 'unbacked'; readonly name: 'kvm' }
  | { readonly status: 'unknown' };

// The module kvm alone is only the interface: kvm_intel or kvm_amd is what stands behind it. An arm64 kernel has
// both in one.
const script = `[ -e /dev/kvm ] || exit 2
[ -r /dev/kvm ] && [ -w /dev/kvm ] || exit 3
case $(uname -m) in aarch64) exit 0 ;; esac
[ -d /sys/module/kvm_intel ] || [ -d /sys/module/kvm_amd ] || grep -qwE 'vmx|svm' /proc/cpuinfo || exit 4`;

/** Looks for hardware virtualization where QEMU runs; takes milliseconds. */
export async function findCandidate(place: QemuPlace, signal: AbortSignal): Promise<Candidate> {
  const system = place.kind === 'container' ? 'linux' : process.platform;
  if (system === 'darwin') return { status: 'possible', name: 'hvf' };
  if (system === 'win32') return { status: 'possible', name: 'whpx' };
  if (system !== 'linux') return { status: 'unknown' };
  const { exitCode } = await place.run({ program: 'sh', args: ['-c', script] }, signal);
  const status = ({ 0: 'possible', 2: 'absent', 3: 'forbidden', 4: 'unbacked' } as const)[
    exitCode ?? 2
  ];
  return { status: status ?? 'absent', name: 'kvm' };
}
