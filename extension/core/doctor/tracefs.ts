import { t } from '../base/l10n.ts';
import type { Circumstances } from './circumstances.ts';
import type { Finding } from './finding.ts';
import { asRoot, fix } from './remedy.ts';

/** Whether the kernel's own events can be read here (Documentation/trace/ftrace.rst). */
export function tracefsFinding(circumstances: Circumstances): Finding {
  const { tracefs, isRoot } = circumstances;
  const common = { id: 'tracefs', title: t('Kernel events (tracefs)') };
  const consequence = t('No lab needs this yet. What changed is found by comparing readings.');
  if (tracefs === 'readable') {
    return { ...common, status: 'ok', found: t('Mounted and readable'), consequence: '' };
  }
  if (tracefs === 'absent') {
    return { ...common, status: 'missing', found: t('This kernel has none'), consequence };
  }
  return {
    ...common,
    status: 'degraded',
    found: isRoot ? t('Known to the kernel, not mounted') : t('Only root may read it'),
    consequence,
    fix: isRoot
      ? fix(t('Mount it.'), asRoot('mount -t tracefs tracefs /sys/kernel/tracing', circumstances))
      : fix(t('Run Isolab as root on a machine of your own, for example a Codespace.')),
  };
}
