import { t } from '../../../extension/core/base/l10n.ts';
import type { RungKind } from '../../../extension/core/ladder/rung.ts';

/** What a rung is called, and what stands between the program and the rest of the machine. */
export const words: Record<RungKind, { title: () => string; border: () => string }> = {
  process: {
    title: () => t('Process'),
    border: () => t('Its own memory, and nothing else of its own'),
  },
  chroot: { title: () => t('chroot'), border: () => t('Another folder as its root') },
  container: {
    title: () => t('Container'),
    border: () => t('Namespaces, cgroups, fewer capabilities, filtered system calls'),
  },
  jvm: {
    title: () => t('JVM'),
    border: () => t('A machine for one language, in one process'),
  },
  'vm-tcg': {
    title: () => t('VM, translated (tcg)'),
    border: () => t('A kernel of its own on a CPU made of software'),
  },
  'vm-kvm': {
    title: () => t('VM, on the CPU (kvm)'),
    border: () => t('A kernel of its own on the real CPU, guarded by hardware'),
  },
};
