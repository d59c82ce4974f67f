import { t } from '../base/l10n.ts';
import type { Circumstances } from './circumstances.ts';
import type { Finding } from './finding.ts';
import { asRoot, fix, installCommand } from './remedy.ts';

/** Whether an engine answers, and where. */
export function engineFinding(circumstances: Circumstances): Finding {
  const { engine } = circumstances;
  const title = t('Docker Engine');
  if (engine.status === 'down') {
    return {
      id: 'engine',
      title,
      status: 'missing',
      found: engine.message,
      consequence: t('No lab can be opened.'),
      fix: fix(engine.fix, startCommand(circumstances)),
    };
  }
  const { info, address } = engine;
  const found = t('{0} answers on {1}', info.name, address);
  return info.isRootless
    ? {
        id: 'engine',
        title,
        status: 'degraded',
        found: t('{0}, without root', found),
        consequence: t('Limits may be ignored, and ports below 1024 cannot be published.'),
        fix: fix(t('Use an engine that runs as root for the labs about limits.')),
      }
    : { id: 'engine', title, status: 'ok', found, consequence: '' };
}

function startCommand(circumstances: Circumstances): string | undefined {
  if (circumstances.platform === 'darwin') return 'open -a Docker';
  return circumstances.hasDockerd
    ? asRoot('service docker start', circumstances)
    : installCommand(
        { debian: 'docker.io', brew: '--cask docker', winget: 'Docker.DockerDesktop' },
        circumstances,
      );
}
