import { IsolabError } from './errors.ts';
import { t } from './l10n.ts';
import { run } from './run.ts';

/**
 * The version of `docker compose` here; `undefined` where Docker's client has no such plugin. The program
 * `docker-compose` of before, version 1, is none.
 */
export async function composeVersion(signal: AbortSignal): Promise<string | undefined> {
  const { exitCode, stdout } = await run(
    { program: 'docker', args: ['compose', 'version', '--short'], timeoutMs: 10_000 },
    signal,
  );
  return exitCode === 0 ? readVersion(stdout) : undefined;
}

/** The number alone: releases say "2.26.1", distributions "2.26.1-4", some builds "v2.26.1". */
export function readVersion(said: string): string | undefined {
  return /^v?((?:[2-9]|\d{2,})\.\d\S*)/u.exec(said.trim())?.[1];
}

/** The lab's commands begin with `docker compose`, and Docker's client here has no such plugin. */
export function composeMissing(): IsolabError {
  return new IsolabError(
    'compose-missing',
    t('This lab needs Docker Compose, version 2 or later, and there is none here.'),
    t('Install it; isolab doctor shows how. Then open the lab again.'),
  );
}
