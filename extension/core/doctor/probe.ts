import { t } from '../base/l10n.ts';
import type { Circumstances } from './circumstances.ts';
import type { Finding } from './finding.ts';
import { fix } from './remedy.ts';

/** How the engine's kernel is read, if it can be. */
export function probeFinding({ probe }: Circumstances): Finding {
  const common = { id: 'probe', title: t('Reading the kernel') };
  if (probe.status === 'down') {
    return {
      ...common,
      status: 'missing',
      found: probe.message,
      consequence: t(
        'The Isolation and Meters views stay empty, and checks of the kernel cannot look.',
      ),
      fix: fix(probe.fix),
    };
  }
  const methods = {
    'in-process': t('Directly, as root on the engine’s kernel'),
    helper: t('Through a helper container, which sees all processes of the engine’s kernel'),
    agent: t('Through the agent of a guest'),
  };
  const found = t('{0}: {1} processes', methods[probe.method], probe.processes);
  return { ...common, status: 'ok', found, consequence: '' };
}
