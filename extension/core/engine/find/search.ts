import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { engineNotFound } from '../../base/errors.ts';
import type { Log } from '../../base/log.ts';
import type { Endpoint } from '../endpoint.ts';
import { findCandidates } from './candidates.ts';
import { describeAttempt, explainAttempt, fixFor, type Attempt } from './whyNot.ts';

/** How to find the learner's engine. */
export interface EngineOptions {
  /** The user's own choice: a socket's path, or a URL as for `docker -H`. */
  readonly setting?: string;
  readonly env: NodeJS.ProcessEnv;
  readonly log: Log;
}

/** Tries the places where `docker` would look and gives the first to which `connect` succeeds; rejects with all that was tried. */
export async function searchEngine<T>(
  { setting, env, log }: EngineOptions,
  connect: (endpoint: Endpoint) => Promise<T>,
  signal: AbortSignal,
): Promise<T> {
  const candidates = findCandidates({
    ...(setting === undefined ? {} : { setting }),
    env,
    platform: process.platform,
    home: env['HOME'] || homedir(),
    userId: process.getuid?.() ?? 0,
    readText: readTextIfAny,
  });
  const attempts: Attempt[] = [];
  for (const endpoint of candidates) {
    try {
      const found = await connect(endpoint);
      log.info(`engine: ${endpoint.address} (${endpoint.source})`);
      return found;
    } catch (error) {
      signal.throwIfAborted();
      attempts.push(explainAttempt(endpoint, error));
      log.debug(`no engine at ${endpoint.address}: ${String(error)}`);
    }
  }
  throw engineNotFound(attempts.map(describeAttempt), fixFor(attempts, process.platform));
}

function readTextIfAny(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}
