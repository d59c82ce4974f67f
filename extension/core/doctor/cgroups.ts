import { t } from '../base/l10n.ts';
import type { Circumstances } from './circumstances.ts';
import type { Finding } from './finding.ts';
import { fix } from './remedy.ts';

/** Which version of control groups holds the containers (cgroups(7)). */
export function cgroupsFinding({ probe }: Circumstances): Finding | undefined {
  if (probe.status === 'down') return undefined;
  const common = { id: 'cgroups', title: t('Control groups') };
  if (probe.cgroupMode === 'v2') {
    return { ...common, status: 'ok', found: t('Version 2'), consequence: '' };
  }
  return {
    ...common,
    status: 'degraded',
    found:
      probe.cgroupMode === 'v1'
        ? t('Version 1')
        : t('Hybrid: the controllers are in version 1, version 2 is mounted beside them'),
    consequence: t(
      'All labs work. The files behind limits have the names of version 1, and pressure is not shown.',
    ),
    fix: fix(
      t(
        'Systems since 2021 start with version 2. With systemd, add systemd.unified_cgroup_hierarchy=1 to the kernel’s command line.',
      ),
    ),
  };
}
