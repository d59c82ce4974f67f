/** Packages that may bring Compose: Docker's own, Ubuntu's, Debian's. */
export const composePackageNames = ['docker-compose-plugin', 'docker-compose-v2', 'docker-compose'];

/**
 * The first of them that brings version 2 or later, out of what `apt-cache policy` says; `undefined` where none does:
 * Debian 12 has version 1.29, which is no plugin.
 */
export function composePackage(policy: string): string | undefined {
  return composePackageNames.find((name) => {
    const [, block = ''] = new RegExp(`^${name}:\\n((?: .*\\n?)*)`, 'm').exec(policy) ?? [];
    // An epoch may stand before the version.
    const [, major = '0'] = /^ +Candidate: (?:\d+:)?(\d+)\./m.exec(block) ?? [];
    return Number(major) >= 2;
  });
}

/** The mirror from which this Debian has its packages, out of `apt-get indextargets` as origin, component, codename, URI. */
export function mirrorOf(targets: string): string | undefined {
  return targets
    .split('\n')
    .map((line) => line.split(' '))
    .find(
      ([origin, component, codename = '']) =>
        origin === 'Debian' && component === 'main' && /^[a-z]+$/.test(codename),
    )?.[3];
}
