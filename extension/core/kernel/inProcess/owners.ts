import { t } from '../../base/l10n.ts';
import { run } from '../../base/run.ts';
import type { Unreadable } from '../reader.ts';

/**
 * For each link of /proc/PID/ns one line: the owner, or the error number. NS_GET_USERNS is 0xb701 (linux/nsfs.h).
 * Node cannot call ioctl(2); perl can, and Debian has it always.
 */
const program = `
for (@ARGV) {
  my $file;
  my $descriptor = open($file, '<', $_) ? ioctl($file, 0xb701, 0) : undef;
  print $descriptor ? readlink("/proc/self/fd/$descriptor") : $!+0, "\\n";
}`;

/** Error numbers of ioctl_ns(2) and open(2), the same on all machines. */
const notPermitted = 1;
const accessDenied = 13;

/** The inode of the user namespace that owns each of these namespaces. */
export async function readOwners(
  paths: readonly string[],
  signal: AbortSignal,
): Promise<readonly (number | Unreadable)[]> {
  if (paths.length === 0) return [];
  const { exitCode, stdout } = await run(
    { program: 'perl', args: ['-e', program, ...paths] },
    signal,
  );
  if (exitCode !== 0) {
    const reason = t('Only ioctl(2) tells it, for which perl is needed: try lsns -o +ONS.');
    return paths.map(() => ({ isGone: false, reason }));
  }
  const lines = stdout.split('\n');
  return paths.map((_, index) => parseOwner(lines[index] ?? ''));
}

function parseOwner(line: string): number | Unreadable {
  const inode = /^user:\[(\d+)\]$/.exec(line)?.[1];
  if (inode !== undefined) return Number(inode);
  const error = Number(line);
  const isDenied = error === notPermitted || error === accessDenied;
  const reason = t('Its owner is above what may be seen from here, or it is the first one.');
  return { isGone: !isDenied, reason };
}
