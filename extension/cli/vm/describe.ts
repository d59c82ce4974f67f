import { t } from '../../core/base/l10n.ts';
import type { VmFacts } from '../../core/qemu/facts.ts';
import { table } from '../table.ts';

/** All VMs, a line each. */
export function vmTable(vms: readonly VmFacts[]): string {
  if (vms.length === 0) return t('This lab has no VMs.');
  return table([
    [t('name'), t('status'), t('CPUs'), t('memory'), t('accelerator'), t('QEMU')],
    ...vms.map(({ name, status, cpus, memory, accelerator, process }) => [
      name,
      status,
      String(cpus.current),
      size(memory.currentBytes),
      accelerator.name,
      process === undefined ? '' : `PID ${process.pid}`,
    ]),
  ]);
}

/** All that is known of one VM. */
export function vmText(facts: VmFacts): string {
  const { name, status, trouble, accelerator, started, process, cpus, memory, forwards } = facts;
  const rows: [string, string][] = [
    [t('status'), trouble === undefined ? status : `${status}: ${trouble}`],
    [t('accelerator'), `${accelerator.name}: ${accelerator.reason}`],
    [t('CPUs'), t('{0} of at most {1}', cpus.current, cpus.max)],
    [
      t('memory'),
      t(
        '{0} of {1}, at most {2}',
        size(memory.currentBytes),
        size(memory.totalBytes),
        size(memory.maxBytes),
      ),
    ],
  ];
  if (started !== undefined) {
    const how = started.how === 'saved' ? t('from a saved state') : t('by booting');
    rows.push([t('started'), t('{0}, in {1} s', how, (started.tookMs / 1000).toFixed(1))]);
  }
  if (process !== undefined) {
    const threads = process.cpuThreads.map(({ cpu, threadId }) => `CPU ${cpu}: ${threadId}`);
    rows.push([t('QEMU'), `PID ${process.pid}`], [t('threads'), threads.join(', ')]);
  }
  for (const { hostPort, guestPort } of forwards) {
    rows.push([t('port'), `127.0.0.1:${hostPort} → ${guestPort}`]);
  }
  for (const disk of facts.disks) {
    rows.push([t('disk'), `${disk.name}, ${size(disk.virtualBytes)}`]);
    for (const [depth, { file, format, ownBytes }] of disk.chain.entries()) {
      rows.push(['', `${'  '.repeat(depth)}${file} (${format}, ${size(ownBytes)})`]);
    }
  }
  if (facts.clonedFrom !== undefined) rows.push([t('clone of'), facts.clonedFrom]);
  return [
    name,
    table(rows.map(([what, found]) => [`  ${what}`, found])),
    ...snapshotLines(facts),
  ].join('\n');
}

/** Its VM snapshots as a tree. */
export function snapshotTree(facts: VmFacts): string {
  const lines = snapshotLines(facts);
  return lines.length === 0 ? t('{0} has no VM snapshots.', facts.name) : lines.join('\n');
}

function snapshotLines(
  { snapshots }: Pick<VmFacts, 'snapshots'>,
  parent?: string,
  depth = 1,
): readonly string[] {
  return snapshots
    .filter((snapshot) => snapshot.parent === parent)
    .flatMap((snapshot) => [
      [
        `${'  '.repeat(depth)}${snapshot.name}`,
        new Date(snapshot.at).toLocaleString(),
        size(snapshot.stateBytes),
        ...(snapshot.isCurrent ? [t('← here')] : []),
      ].join('  '),
      ...snapshotLines({ snapshots }, snapshot.name, depth + 1),
    ]);
}

function size(bytes: number): string {
  const mebibytes = bytes / 2 ** 20;
  return mebibytes < 1 ? `${Math.ceil(bytes / 1024)} KiB` : `${Math.round(mebibytes)} MiB`;
}
