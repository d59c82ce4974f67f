import { t } from '../base/l10n.ts';
import type { Circumstances } from './circumstances.ts';
import type { Finding } from './finding.ts';
import { fix, installCommand } from './remedy.ts';

/** Whether Docker's client has Compose. */
export function composeFinding(circumstances: Circumstances): Finding | undefined {
  const { engine, composeVersion, platform } = circumstances;
  if (engine.status === 'down') return undefined;
  const common = { id: 'compose', title: t('Docker Compose') };
  if (composeVersion !== undefined) {
    return { ...common, status: 'ok', found: composeVersion, consequence: '' };
  }
  // Which Linux has it under which name differs, and Debian 12 has none.
  const names = { debian: '', brew: '--cask docker', winget: 'Docker.DockerDesktop' };
  return {
    ...common,
    status: 'degraded',
    found: t('The command docker has no plugin compose of version 2 or later'),
    consequence: t('The lab on Compose cannot be opened. All others can.'),
    fix:
      platform === 'linux'
        ? fix(
            t(
              'Install the plugin: https://docs.docker.com/compose/install/linux. On Debian, npm start in a checkout of Isolab does it.',
            ),
          )
        : fix(t('Install Docker Desktop, which has it.'), installCommand(names, circumstances)),
  };
}
