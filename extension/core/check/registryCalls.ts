import * as z from 'zod';
import { registryNotUnderstood } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { quote } from '../base/quote.ts';
import { maxBodyBytes } from './httpAnswer.ts';
import type { HttpAnswer, World } from './world.ts';

/** Whom a registry lets in; or why there is none. */
export type Access =
  | { readonly missing: string }
  | {
      readonly wantsLogin: boolean;
      /** Whether it lets in who asks: the user, or without one everybody. */
      readonly isIn: boolean;
    };

/** A name and a password. */
export interface Login {
  readonly user: string;
  readonly password: string;
}

type Answered = Extract<HttpAnswer, { readonly status: number }>;
type Found<T> = Pick<Answered, 'headers' | 'body'> & { readonly data: T };

const catalogue = z.object({ repositories: z.array(z.string()).nullable() });
const tagList = z.object({ tags: z.array(z.string()).nullable() });
const maxPages = 20;

/**
 * The calls of the distribution API (https://distribution.github.io/distribution/spec/api/) to a registry on this
 * machine. Nothing is followed that leads away from it.
 */
export class RegistryCalls {
  readonly #origin: string;
  readonly #login: Readonly<Record<string, string>>;
  readonly #world: Pick<World, 'http'>;
  readonly #signal: AbortSignal;

  constructor(
    address: string,
    login: Login | undefined,
    world: Pick<World, 'http'>,
    signal: AbortSignal,
  ) {
    this.#origin = `http://${address}`;
    this.#login = login === undefined ? {} : { authorization: basic(login) };
    this.#world = world;
    this.#signal = signal;
  }

  async access(): Promise<Access> {
    const stranger = await this.#ask('/v2/', {});
    const subject = quote(this.#origin);
    if ('failure' in stranger) {
      return { missing: t('Nobody answers on {0}: {1}', subject, stranger.failure) };
    }
    if (!isRegistry(stranger)) {
      return {
        missing: t(
          'What answers on {0} is no registry: to {1} it says status {2}.',
          ...[subject, quote('/v2/'), stranger.status],
        ),
      };
    }
    const asked = await this.#ask('/v2/', this.#login);
    if ('failure' in asked) throw this.refuse('/v2/', asked.failure);
    if (![200, 401, 403].includes(asked.status)) throw this.#badStatus('/v2/', asked);
    return { wantsLogin: stranger.status === 401, isIn: asked.status === 200 };
  }

  async repositories(): Promise<readonly string[]> {
    const names: string[] = [];
    const first = '/v2/_catalog?n=100';
    let path: string | undefined = first;
    for (let page = 0; page < maxPages; page += 1) {
      const found: Found<z.infer<typeof catalogue>> | undefined = await this.get(path, catalogue);
      if (found === undefined) throw this.#badStatus(path, { status: 404 });
      names.push(...(found.data.repositories ?? []));
      path = this.#nextPage(path, found.headers['link']);
      if (path === undefined) return names;
    }
    throw this.refuse(first, t('it has more than {0} pages', maxPages));
  }

  /** In alphabetical order; undefined where there is no such repository. */
  async tags(repository: string): Promise<readonly string[] | undefined> {
    const found = await this.get(`/v2/${repository}/tags/list`, tagList);
    // Of a repository whose tags are all gone the list is null.
    return found && (found.data.tags ?? []).toSorted();
  }

  /** What the registry has there, in this form; undefined where it has nothing. */
  async get<T>(path: string, form: z.ZodType<T>, accept?: string): Promise<Found<T> | undefined> {
    const headers = { ...this.#login, ...(accept === undefined ? {} : { accept }) };
    const answer = await this.#ask(path, headers);
    if ('failure' in answer) throw this.refuse(path, answer.failure);
    if (answer.status === 404) return undefined;
    if (answer.status !== 200) throw this.#badStatus(path, answer);
    if (Buffer.byteLength(answer.body) >= maxBodyBytes) {
      throw this.refuse(path, t('it is longer than {0} KiB', maxBodyBytes / 1024));
    }
    const { success, data } = form.safeParse(fromJson(answer.body));
    if (!success) throw this.refuse(path, t('it is not what the API says'));
    return { ...answer, data };
  }

  /** The error that the answer to a call is of no use. */
  refuse(path: string, reason: string): Error {
    return registryNotUnderstood(this.#origin + path, reason);
  }

  #badStatus(path: string, { status }: Pick<Answered, 'status'>): Error {
    return this.refuse(path, t('its status is {0}', status));
  }

  async #ask(path: string, headers: Readonly<Record<string, string>>): Promise<HttpAnswer> {
    this.#signal.throwIfAborted();
    return this.#world.http(this.#origin + path, 'GET', headers);
  }

  /** Pages are chained by a header: `Link: </v2/_catalog?last=b&n=100>; rel="next"` (RFC 8288). */
  #nextPage(path: string, link: string | undefined): string | undefined {
    const target = /^<([^>]*)>\s*;[^,]*\brel="?next\b/u.exec(link ?? '')?.[1];
    if (target === undefined) return undefined;
    const base = new URL(this.#origin + path);
    const next = URL.canParse(target, base.href) ? new URL(target, base) : undefined;
    if (next?.origin !== base.origin || next.pathname !== base.pathname) {
      throw this.refuse(path, t('its next page is said to be {0}', quote(target)));
    }
    return next.pathname + next.search;
  }
}

// "Clients may require this header value to determine if the endpoint serves this API." A 401 says how to log in.
function isRegistry({ status, headers }: Answered): boolean {
  return (
    headers['docker-distribution-api-version']?.includes('registry/2.0') === true &&
    (status === 200 || (status === 401 && headers['www-authenticate'] !== undefined))
  );
}

function basic({ user, password }: Login): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
