import { t } from '../core/base/l10n.ts';
import type { MachineFacts } from './facts.ts';
import { enginePackage, type DebianPackage, type Purpose } from './packages.ts';

/** One thing to do before Isolab can start. */
export type Step =
  | {
      readonly kind: 'install';
      readonly packages: readonly DebianPackage[];
      readonly withSudo: boolean;
    }
  /** One lab alone needs it: where it cannot be had, Isolab goes on. */
  | { readonly kind: 'install-compose'; readonly withSudo: boolean }
  | {
      readonly kind: 'start-engine';
      /** `dockerd`: as a child of ours. `service`: by whatever starts services on this machine. */
      readonly how: 'dockerd' | 'service';
      readonly withSudo: boolean;
    }
  | Advice;

/** What only the person can do; Isolab cannot go on before. */
export interface Advice {
  readonly kind: 'advise';
  readonly says: string;
  readonly commands: readonly string[];
}

/** What has to be done on a machine with these facts, in this order; nothing when all is there. */
export function planPreparation(facts: MachineFacts, purpose: Purpose): readonly Step[] {
  const isEngineUp = facts.engine.status === 'up';
  const packages = facts.missing.filter(
    (wanted) =>
      (wanted.purpose === 'labs' || purpose === 'tests') &&
      !(isEngineUp && wanted.name === enginePackage.name),
  );
  if (packages.length > 0 && !mayBecomeRoot(facts)) return [adviseToInstall(packages)];
  const steps: Step[] = [];
  const withSudo = !facts.isRoot;
  if (packages.length > 0) steps.push({ kind: 'install', packages, withSudo });
  if (facts.isDebian && !facts.hasCompose && mayBecomeRoot(facts)) {
    steps.push({ kind: 'install-compose', withSudo });
  }
  if (isEngineUp) return steps;

  if (facts.isEngineForbidden) return [...steps, adviseToJoin()];
  const willHaveDockerd = facts.hasDockerd || packages.includes(enginePackage);
  if (!willHaveDockerd) return [...steps, adviseEngine(facts.platform)];
  if (!mayBecomeRoot(facts)) return [...steps, adviseToStart()];
  const how = facts.isRoot && !facts.hasSystemd ? 'dockerd' : 'service';
  return [...steps, { kind: 'start-engine', how, withSudo }];
}

const mayBecomeRoot = ({ isRoot, hasSudo }: MachineFacts): boolean => isRoot || hasSudo;

function adviseToInstall(packages: readonly DebianPackage[]): Advice {
  const names = packages.map(({ name }) => name).join(' ');
  return {
    kind: 'advise',
    says: t('These Debian packages are missing, and only root can install them. As root, run:'),
    commands: ['apt-get update', `apt-get install --no-install-recommends ${names}`],
  };
}

function adviseToStart(): Advice {
  return {
    kind: 'advise',
    says: t('Docker is installed and not running, and only root can start it. As root, run:'),
    commands: ['service docker start'],
  };
}

function adviseToJoin(): Advice {
  return {
    kind: 'advise',
    says: t('Docker is running, and you may not use it. Join its group, then run npm start again:'),
    commands: ['sudo usermod -aG docker "$USER"', 'newgrp docker'],
  };
}

function adviseEngine(platform: NodeJS.Platform): Advice {
  switch (platform) {
    case 'darwin':
      return {
        kind: 'advise',
        says: t('No Docker Engine answers. Install Docker Desktop or start it:'),
        commands: ['brew install --cask docker', 'open -a Docker'],
      };
    case 'win32':
      return {
        kind: 'advise',
        says: t('No Docker Engine answers. Install Docker Desktop, then start it from the menu:'),
        commands: ['winget install Docker.DockerDesktop'],
      };
    default:
      return {
        kind: 'advise',
        says: t(
          'No Docker Engine answers. How to install it on your system: https://docs.docker.com/engine/install. Then start it:',
        ),
        commands: ['sudo service docker start'],
      };
  }
}
