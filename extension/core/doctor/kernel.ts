import { t } from '../base/l10n.ts';
import type { Circumstances } from './circumstances.ts';
import type { Finding } from './finding.ts';
import { fix } from './remedy.ts';

/** The first kernel with all eight namespace types (time_namespaces(7)). */
const oldestRelease = [5, 6] as const;

/** Which kernel containers run on, and whether it is the one of this machine. */
export function kernelFinding({
  engine,
  platform,
  ownRelease,
}: Circumstances): Finding | undefined {
  if (engine.status === 'down') return undefined;
  const { kernelRelease, operatingSystem, architecture } = engine.info;
  const where =
    platform === 'linux' && kernelRelease === ownRelease
      ? t('the kernel of this machine')
      : t('the kernel of another machine, or of a virtual machine on this one');
  const common = {
    id: 'kernel',
    title: t('Kernel'),
    found: t('{0} ({1}, {2}): {3}', kernelRelease, operatingSystem, architecture, where),
  };
  const [major = 0, minor = 0] = kernelRelease.split('.').map((part) => parseInt(part, 10));
  const [oldestMajor, oldestMinor] = oldestRelease;
  return major < oldestMajor || (major === oldestMajor && minor < oldestMinor)
    ? {
        ...common,
        status: 'degraded',
        consequence: t('There are no time namespaces; the Isolation view has a row less.'),
        fix: fix(t('Use a system with Linux {0} or newer.', oldestRelease.join('.'))),
      }
    : { ...common, status: 'ok', consequence: '' };
}
