import { t } from '../base/l10n.ts';
import type { Circumstances } from './circumstances.ts';
import type { Finding } from './finding.ts';
import { fix } from './remedy.ts';

/** Whether the recorder can read the events of the engine's kernel (Documentation/trace/ftrace.rst). */
export function tracefsFinding({ tracefs, isRoot, engine, probe }: Circumstances): Finding {
  const common = { id: 'tracefs', title: t('Kernel events (tracefs)') };
  const consequence = t(
    'The recorder shows API calls and what changed, but neither programs nor system calls.',
  );
  if (engine.status === 'up' && probe.status === 'up' && probe.method === 'helper') {
    if (!engine.info.isRootless) {
      const found = t('Read through a container of the engine');
      return { ...common, status: 'ok', found, consequence: '' };
    }
    return {
      ...common,
      status: 'degraded',
      found: t('A rootless engine may not read them'),
      consequence,
      fix: fix(t('Work with an engine that runs as root.')),
    };
  }
  if (tracefs === 'absent') {
    return { ...common, status: 'missing', found: t('This kernel has none'), consequence };
  }
  if (!isRoot) {
    return {
      ...common,
      status: 'degraded',
      found: t('Only root may read it'),
      consequence,
      fix: fix(t('Run Isolab as root on a machine of your own, for example a Codespace.')),
    };
  }
  const found =
    tracefs === 'readable' ? t('Mounted and readable') : t('Not mounted; the recorder does so');
  return { ...common, status: 'ok', found, consequence: '' };
}
