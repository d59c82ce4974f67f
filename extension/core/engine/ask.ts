import { ZodError } from 'zod';
import type { IsolabError } from '../base/errors.ts';
import {
  engineNotAnswering,
  engineNotUnderstood,
  engineRefused,
  engineTooSlow,
} from '../base/errors.ts';
import { timeLimit } from '../base/timeLimit.ts';

/** One question to the engine: what to do, in words that follow "refused to", and how long it may take. */
export interface Question {
  readonly words: string;
  /** Default 30,000: an engine under load answers in seconds; one that hangs would block a whole evaluation. */
  readonly limitMs?: number;
}

const defaultLimitMs = 30_000;

/** Asks, and turns every failure into an IsolabError; only the caller's own abort is thrown as it is. */
export async function ask<T>(
  address: string,
  question: Question,
  signal: AbortSignal,
  put: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const limitMs = question.limitMs ?? defaultLimitMs;
  const limit = timeLimit(limitMs);
  const either = AbortSignal.any([signal, limit]);
  let giveUp = (): void => {};
  const givenUp = new Promise<never>((_resolve, reject) => {
    giveUp = () => reject(new Error('given up'));
  });
  either.addEventListener('abort', giveUp);
  try {
    // The client cannot abort every kind of call: the answer of such a one is no longer waited for.
    return await Promise.race([put(either), givenUp]);
  } catch (error) {
    signal.throwIfAborted();
    if (limit.aborted) throw engineTooSlow(question.words, limitMs, error);
    throw explain(address, question.words, error);
  } finally {
    either.removeEventListener('abort', giveUp);
  }
}

/** Like `ask`, for what may be absent: `undefined` when the engine says that there is no such thing. */
export async function askFor<T>(
  address: string,
  question: Question,
  signal: AbortSignal,
  put: (signal: AbortSignal) => Promise<T>,
): Promise<T | undefined> {
  return ask(address, question, signal, async (limited) => {
    try {
      return await put(limited);
    } catch (error) {
      if (isAbsent(error)) return undefined;
      throw error;
    }
  });
}

/** There is no thing of a name that cannot be a name. */
function isAbsent(error: unknown): boolean {
  return (
    statusOf(error) === 404 ||
    (error instanceof Error && /invalid reference format/.test(error.message))
  );
}

/** The HTTP status of a refusal; `undefined` for a failure of another kind. */
export function statusOf(error: unknown): number | undefined {
  if (!(error instanceof Error) || !('statusCode' in error)) return undefined;
  return typeof error.statusCode === 'number' ? error.statusCode : undefined;
}

function explain(address: string, words: string, error: unknown): IsolabError {
  if (error instanceof ZodError) return engineNotUnderstood(words, error);
  if (statusOf(error) === undefined) return engineNotAnswering(address, error);
  return engineRefused(words, saidIn(error), error);
}

function saidIn(error: unknown): string {
  if (error instanceof Error && 'json' in error) {
    const { json } = error;
    if (typeof json === 'object' && json !== null && 'message' in json) return String(json.message);
  }
  return error instanceof Error ? error.message : String(error);
}
