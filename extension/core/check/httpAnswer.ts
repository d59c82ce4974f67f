import { request as requestPlain, type IncomingMessage } from 'node:http';
import { request as requestSecure } from 'node:https';
import { t } from '../base/l10n.ts';
import { timeLimit } from '../base/timeLimit.ts';
import type { HttpAnswer } from './world.ts';

type HttpHeaders = Readonly<Record<string, string>>;

/** Of a longer body an answer has only the beginning. */
export const maxBodyBytes = 64 * 1024;
// A server on this machine that does not answer for so long does not answer.
const limitMs = 2_000;

/** Asks a server once, on a connection of its own; no answer is an answer too. Redirections are not followed. */
export async function askHttp(
  url: string,
  method: string,
  signal: AbortSignal,
  headers: HttpHeaders = {},
): Promise<HttpAnswer> {
  const limit = timeLimit(limitMs);
  try {
    const response = await send(url, method, headers, AbortSignal.any([signal, limit]));
    const body = await readBody(response);
    return { status: response.statusCode ?? 0, headers: flat(response.headers), body };
  } catch (error) {
    signal.throwIfAborted();
    if (limit.aborted) return { failure: t('no answer within {0} seconds', limitMs / 1000) };
    return { failure: describeFailure(error) };
  }
}

function send(
  url: string,
  method: string,
  headers: HttpHeaders,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const request = url.startsWith('https:') ? requestSecure : requestPlain;
  return new Promise((resolve, reject) => {
    request(url, { method, headers, signal, agent: false }, resolve).on('error', reject).end();
  });
}

async function readBody(response: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  let bytes = 0;
  // A stream without an encoding gives buffers; leaving the loop closes the connection.
  for await (const part of response as AsyncIterable<Buffer>) {
    parts.push(part);
    bytes += part.length;
    if (bytes >= maxBodyBytes) break;
  }
  return Buffer.concat(parts).subarray(0, maxBodyBytes).toString();
}

function flat(headers: IncomingMessage['headers']): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]),
  );
}

function describeFailure(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ECONNREFUSED') return t('nothing listens there');
  if (code === 'ECONNRESET') return t('the connection was closed without an answer');
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return t('there is no host of that name');
  return error instanceof Error ? error.message || String(code) : String(error);
}
