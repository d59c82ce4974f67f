import { t } from '../core/base/l10n.ts';

/** A Debian package that some part of Isolab needs, with the reason. */
export interface DebianPackage {
  readonly name: string;
  readonly reason: string;
  /** `labs` for working with labs, `tests` for proving Isolab as well. */
  readonly purpose: Purpose;
  /** It is there, wherever it came from, when this program is; without it the package itself is looked for. */
  readonly program?: string;
}

export type Purpose = 'labs' | 'tests';

/** The packages for this processor, in the order in which a person wants to read them. */
export function debianPackages(processor: NodeJS.Architecture): readonly DebianPackage[] {
  const emulator = processor === 'arm64' ? 'qemu-system-arm' : 'qemu-system-x86';
  return [
    enginePackage,
    {
      name: 'mmdebstrap',
      reason: t('makes the labs’ images without Docker Hub'),
      purpose: 'labs',
      program: 'mmdebstrap',
    },
    { name: emulator, reason: t('runs virtual machines'), purpose: 'labs' },
    {
      name: 'qemu-utils',
      reason: t('makes disks of virtual machines'),
      purpose: 'labs',
      program: 'qemu-img',
    },
    {
      name: 'e2fsprogs',
      reason: t('makes the file systems of virtual machines'),
      purpose: 'labs',
      program: 'mke2fs',
    },
    {
      name: 'chromium',
      reason: t('the browser in which pages and VS Code are tested'),
      purpose: 'tests',
      program: 'chromium',
    },
    {
      name: 'podman',
      reason: t('the second engine that Isolab is tested with'),
      purpose: 'tests',
      program: 'podman',
    },
    {
      name: 'iproute2',
      reason: t('network namespaces and interfaces for the tests of the probe'),
      purpose: 'tests',
      program: 'ip',
    },
    {
      name: 'busybox-static',
      reason: t('small programs that run in a container without anything else'),
      purpose: 'tests',
    },
  ];
}

/** Docker Engine with its client. */
export const enginePackage: DebianPackage = {
  name: 'docker.io',
  reason: t('runs the containers of the labs'),
  purpose: 'labs',
  program: 'dockerd',
};
