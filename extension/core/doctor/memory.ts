import { t } from '../base/l10n.ts';
import { inGibibytes } from './gibibytes.ts';
import type { Circumstances } from './circumstances.ts';
import type { Finding } from './finding.ts';
import { fix } from './remedy.ts';

const enoughBytes = 2 ** 30;

/** Whether containers have memory to run in: what is free here, and what the engine's machine has. */
export function memoryFinding({ availableMemoryBytes, engine }: Circumstances): Finding {
  const engineBytes = engine.status === 'up' ? engine.info.memoryBytes : undefined;
  const here = t('{0} available', inGibibytes(availableMemoryBytes));
  const common = {
    id: 'memory',
    title: t('Memory'),
    found:
      engineBytes === undefined
        ? here
        : t('{0}; the engine’s machine has {1}', here, inGibibytes(engineBytes)),
  };
  if (Math.min(availableMemoryBytes, engineBytes ?? Infinity) >= enoughBytes) {
    return { ...common, status: 'ok', consequence: '' };
  }
  return {
    ...common,
    status: 'degraded',
    consequence: t('Containers may be killed where a lab does not expect it.'),
    fix: fix(t('Close other programs, or give Docker Desktop more memory in its settings.')),
  };
}
