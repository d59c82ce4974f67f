import { t } from '../base/l10n.ts';
import type { Circumstances } from './circumstances.ts';
import type { Finding } from './finding.ts';
import { fix } from './remedy.ts';

/** The API of Docker Engine 20.10, the oldest that Isolab is tested with. */
const oldestApi = '1.41';

/** Whether the engine is one that Isolab is tested with. */
export function engineVersionFinding({ engine }: Circumstances): Finding | undefined {
  if (engine.status === 'down') return undefined;
  const { version, apiVersion, storageDriver } = engine.info;
  const common = {
    id: 'engine-version',
    title: t('Engine version'),
    found: t('{0}, API {1}, storage driver {2}', version, apiVersion, storageDriver),
  };
  return isOlder(apiVersion, oldestApi)
    ? {
        ...common,
        status: 'degraded',
        consequence: t('Isolab is tested with API {0} and newer; checks may fail.', oldestApi),
        fix: fix(t('Install a newer Docker Engine: https://docs.docker.com/engine/install')),
      }
    : { ...common, status: 'ok', consequence: '' };
}

function isOlder(version: string, than: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [thanMajor = 0, thanMinor = 0] = than.split('.').map(Number);
  return major < thanMajor || (major === thanMajor && minor < thanMinor);
}
