import type { DoctorState } from '../../../webviews/doctor/protocol.ts';

/** A machine on which most things work. */
export const doctorState: DoctorState = {
  status: 'ready',
  findings: [
    {
      id: 'engine',
      title: 'Docker Engine',
      status: 'ok',
      found: 'Docker 20.10.24 on /run/docker.sock, API 1.41',
      consequence: '',
    },
    {
      id: 'cgroups',
      title: 'cgroups',
      status: 'degraded',
      found: 'v1 with v2 beside it (hybrid); the controllers are in v1',
      consequence: 'Pressure per cgroup is not visible.',
      fix: { text: 'Start the kernel with systemd.unified_cgroup_hierarchy=1.' },
    },
    {
      id: 'qemu',
      title: 'QEMU',
      status: 'missing',
      found: 'qemu-system-x86_64 is not installed',
      consequence: 'Labs about virtual machines cannot be started.',
      fix: {
        command: 'sudo apt-get install --no-install-recommends qemu-system-x86 qemu-utils',
        text: 'Install it from your distribution.',
      },
    },
  ],
};
