import { findProgram } from '../../extension/core/base/findProgram.ts';
import { qemuProgram } from '../../extension/core/doctor/qemu.ts';
import type { MachineFacts } from '../../extension/start/facts.ts';

import type { Need } from './suites.ts';

/** Why this need is not met on this machine; `undefined` when it is. */
export function absentReason(need: Need, facts: MachineFacts): string | undefined {
  const isMet: Record<Need, () => boolean> = {
    linux: () => facts.platform === 'linux',
    root: () => facts.isRoot,
    engine: () => facts.engine.status === 'up',
    compose: () => facts.hasCompose,
    chromium: () => findProgram('chromium') !== undefined || process.env['CHROME'] !== undefined,
    podman: () => findProgram('podman') !== undefined,
    qemu: () =>
      findProgram(qemuProgram(process.arch)) !== undefined && findProgram('qemu-img') !== undefined,
    'vscode-web': () => facts.platform === 'linux' && ['x64', 'arm64'].includes(process.arch),
  };
  return isMet[need]() ? undefined : reasons[need];
}

const reasons: Record<Need, string> = {
  linux: 'this is not Linux',
  root: 'only root can do this',
  engine: 'no Docker Engine answers',
  compose: 'Docker Compose 2 is not installed',
  chromium: 'Chromium is not installed',
  podman: 'Podman is not installed',
  qemu: 'QEMU is not installed',
  'vscode-web': 'VS Code in the browser cannot be set up here',
};
