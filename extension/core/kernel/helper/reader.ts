import type { Duplex } from 'node:stream';
import { t } from '../../base/l10n.ts';
import { isError } from '../../base/errors.ts';
import type { Bytes } from '../bytes.ts';
import { parseNamespaceLink } from '../namespaceLink.ts';
import type { KernelReader, Unreadable } from '../reader.ts';
import { parseLinks, parseNames, parsePaths, parseTexts, type Answer } from './answer.ts';
import { HelperConnection } from './connection.ts';

/** A running `helperScript`, or a guest's probe: its standard input and output, and the way to be rid of it. */
export interface Helper extends AsyncDisposable {
  readonly stream: Duplex;
}

/** Starts a helper that knows this secret. */
export type StartHelper = (secret: string, signal: AbortSignal) => Promise<Helper>;

/** Reads a kernel through a helper that runs where it can be seen. A helper that ends is started again, once for each request. */
export class HelperReader implements KernelReader {
  readonly method: 'helper' | 'agent';
  readonly #start: StartHelper;
  readonly #secret = crypto.randomUUID();
  #helper: Helper | undefined;
  #connection: HelperConnection | undefined;

  /** That of a guest, `agent`, is its probe, which understands `owners` besides. */
  constructor(start: StartHelper, method: 'helper' | 'agent' = 'helper') {
    this.#start = start;
    this.method = method;
  }

  async texts(
    paths: readonly string[],
    _how: 'once' | 'single' | 'often',
    signal: AbortSignal,
  ): Promise<readonly (Bytes | Unreadable)[]> {
    return parseTexts(await this.#ask('texts', paths, signal), this.#prefix, paths);
  }

  async links(
    paths: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly (string | Unreadable)[]> {
    return parseLinks(await this.#ask('links', paths, signal), this.#prefix, paths);
  }

  async owners(
    paths: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly (number | Unreadable)[]> {
    if (this.method === 'helper') return paths.map(ownerUnknown);
    const links = parseLinks(await this.#ask('owners', paths, signal), this.#prefix, paths);
    return links.map((link) =>
      typeof link === 'string' ? (parseNamespaceLink(link) ?? ownerUnknown()) : link,
    );
  }

  async names(
    folders: readonly string[],
    signal: AbortSignal,
  ): Promise<readonly (readonly string[])[]> {
    return parseNames(await this.#ask('names', folders, signal), this.#prefix, folders);
  }

  async folders(root: string, signal: AbortSignal): Promise<readonly string[]> {
    return parsePaths((await this.#ask('folders', [root], signal)).written, this.#prefix);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const helper = this.#helper;
    this.#helper = undefined;
    this.#connection?.[Symbol.dispose]();
    await helper?.[Symbol.asyncDispose]();
  }

  get #prefix(): string {
    return `/tmp/${this.#secret}`;
  }

  async #ask(operation: string, paths: readonly string[], signal: AbortSignal): Promise<Answer> {
    if (paths.length === 0) return { written: '', complaints: '' };
    const whole = paths.map((path) => this.#prefix + path);
    const isFresh = !this.#connection?.isOpen;
    try {
      return await (await this.#connect(signal)).ask(operation, whole, signal);
    } catch (error) {
      if (isFresh || !isError(error, 'helper-ended')) throw error;
      return (await this.#connect(signal)).ask(operation, whole, signal);
    }
  }

  async #connect(signal: AbortSignal): Promise<HelperConnection> {
    if (this.#connection?.isOpen) return this.#connection;
    await this[Symbol.asyncDispose]();
    this.#helper = await this.#start(this.#secret, signal);
    return (this.#connection = new HelperConnection(this.#helper.stream));
  }
}

/** busybox has no ioctl(2). */
function ownerUnknown(): Unreadable {
  const reason = t('The helper cannot ask for it: only ioctl(2) tells. Try lsns -o +ONS.');
  return { isGone: false, reason };
}
