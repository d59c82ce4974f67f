import { t } from '../../base/l10n.ts';
import type { Endpoint } from '../endpoint.ts';

/** Why an engine could not be reached at one address. */
export type Obstacle =
  'absent' | 'forbidden' | 'refused' | 'unknown-host' | 'tls' | 'silent' | 'other';

/** One address that was tried in vain. */
export interface Attempt {
  readonly endpoint: Endpoint;
  readonly obstacle: Obstacle;
  /** The system's own words. */
  readonly said: string;
}

const obstacles: Readonly<Record<string, Obstacle>> = {
  ENOENT: 'absent',
  ENOTDIR: 'absent',
  EACCES: 'forbidden',
  EPERM: 'forbidden',
  ECONNREFUSED: 'refused',
  ENOTFOUND: 'unknown-host',
  EAI_AGAIN: 'unknown-host',
  ETIMEDOUT: 'silent',
  EHOSTUNREACH: 'silent',
  ENETUNREACH: 'silent',
  ECONNRESET: 'other',
};

/** What stood in the way, from the error of the attempt or one of its causes. */
export function explainAttempt(endpoint: Endpoint, error: unknown): Attempt {
  const root = rootCause(error);
  const said = root instanceof Error ? root.message || codeOf(root) : String(root);
  return { endpoint, obstacle: obstacleOf(codeOf(root), said), said };
}

function obstacleOf(code: string, said: string): Obstacle {
  const known = obstacles[code];
  if (known !== undefined) return known;
  // Node's codes of TLS: ERR_TLS_…, ERR_SSL_…, DEPTH_ZERO_SELF_SIGNED_CERT, UNABLE_TO_VERIFY_LEAF_SIGNATURE …
  if (/TLS|SSL|CERT|SIGNATURE/.test(code) || /EPROTO/.test(code)) return 'tls';
  if (/client sent an HTTP request to an HTTPS server/i.test(said)) return 'tls';
  if (code === 'engine-too-slow') return 'silent';
  return 'other';
}

function rootCause(error: unknown): unknown {
  if (error instanceof AggregateError && error.errors.length > 0) return rootCause(error.errors[0]);
  if (!(error instanceof Error) || error.cause === undefined) return error;
  return codeOf(error) === 'engine-too-slow' ? error : rootCause(error.cause);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** One line about an attempt, for the list of what was tried. */
export function describeAttempt({ endpoint, obstacle, said }: Attempt): string {
  const where = endpoint.address;
  switch (obstacle) {
    case 'absent':
      return t('{0}: there is no such socket', where);
    case 'forbidden':
      return t('{0}: permission denied', where);
    case 'refused':
      return t('{0}: nothing is listening', where);
    case 'unknown-host':
      return t('{0}: there is no host of this name', where);
    case 'tls':
      return t('{0}: no TLS connection ({1})', where, said);
    case 'silent':
      return t('{0}: no answer', where);
    case 'other':
      return t('{0}: {1}', where, said);
  }
}

/** What the person can do, after all of these failed. */
export function fixFor(attempts: readonly Attempt[], platform: NodeJS.Platform): string {
  const has = (obstacle: Obstacle): boolean =>
    attempts.some((attempt) => attempt.obstacle === obstacle);
  if (has('forbidden')) {
    return t(
      'Docker is there, and you may not use it. Add yourself to the docker group, then log out and in: sudo usermod -aG docker $USER',
    );
  }
  if (has('tls')) {
    return t(
      'Check DOCKER_TLS_VERIFY and the certificates in DOCKER_CERT_PATH: ca.pem, cert.pem and key.pem must belong to this engine.',
    );
  }
  const [only] = attempts;
  if (only !== undefined && only.endpoint.source === 'setting') {
    return t('Correct the setting "isolab.engine", or empty it to let Isolab look by itself.');
  }
  if (only !== undefined && only.endpoint.source === 'DOCKER_HOST') {
    return t('Start that engine, or unset DOCKER_HOST to use the one on this machine.');
  }
  if (only !== undefined && only.endpoint.source === 'context') {
    return t(
      'Start that engine, or go back to the one on this machine: docker context use default',
    );
  }
  if (platform !== 'linux') return t('Start Docker Desktop, Colima or Podman, then choose Retry.');
  return has('refused')
    ? t('Docker is installed and not running: sudo systemctl start docker')
    : t(
        'Install Docker (on Debian: sudo apt-get install docker.io), or start it: sudo systemctl start docker',
      );
}
