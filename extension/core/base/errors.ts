import { t } from './l10n.ts';

/** An expected failure: what happened, and what the person can do about it. Recognised by `code`, never by text. */
export class IsolabError extends Error {
  override readonly name = 'IsolabError';

  constructor(
    readonly code: string,
    message: string,
    readonly fix: string,
    cause?: unknown,
  ) {
    super(message, { cause });
  }
}

/** True when `error` is the expected failure with this code. */
export function isError(error: unknown, code: string): error is IsolabError {
  return error instanceof IsolabError && error.code === code;
}

// The catalogue: one factory per condition, each with its remedy.

/** The engine's socket exists or was named, and nothing answers on it. */
export function engineNotAnswering(address: string, cause?: unknown): IsolabError {
  return new IsolabError(
    'engine-not-answering',
    t('The Docker Engine is not answering on {0}.', address),
    t('Start Docker, then choose Retry. On Linux: sudo systemctl start docker.'),
    cause,
  );
}
