import type { Readable } from 'node:stream';
import * as z from 'zod';
import type Dockerode from 'dockerode';
import { IsolabError, imageWorkFailed } from '../base/errors.ts';
import { ask } from './ask.ts';
import { linesOf } from './lines.ts';
import { pathSegment } from './naming.ts';

/** A line of progress, as the engine writes it. */
export type ReportLine = (line: string) => void;

/** Long work on images. Everything here can be given up through its signal; a failure names the image. */
export class ImageStore {
  readonly #client: Dockerode;
  readonly #address: string;

  constructor(client: Dockerode, address: string) {
    this.#client = client;
    this.#address = address;
  }

  /** Builds an image from a tar with a Dockerfile in it. */
  async build(
    context: Readable,
    options: {
      readonly tag: string;
      readonly labels: Readonly<Record<string, string>>;
      readonly buildArguments?: Readonly<Record<string, string>>;
    },
    report: ReportLine,
    signal: AbortSignal,
  ): Promise<void> {
    const answer = await this.#ask('build an image', signal, () =>
      this.#client.buildImage(context, {
        t: options.tag,
        labels: { ...options.labels },
        buildargs: { ...options.buildArguments },
        rm: true,
        forcerm: true,
        abortSignal: signal,
      }),
    );
    await this.#follow(answer, options.tag, report, signal);
  }

  /** Makes an image of one layer from a tar of a root file system; `changes` are Dockerfile instructions. */
  async import(
    rootfs: Readable,
    tag: string,
    changes: readonly string[],
    signal: AbortSignal,
  ): Promise<void> {
    const { name, version } = splitTag(tag);
    const answer = await this.#ask('import an image', signal, () =>
      this.#client.importImage(rootfs, { repo: name, tag: version, changes: [...changes] }),
    );
    await this.#follow(answer, tag, () => {}, signal);
  }

  /** Fetches an image from its registry; gives up when that has not answered within `answerLimitMs`, or falls silent. */
  async pull(
    tag: string,
    answerLimitMs: number,
    report: ReportLine,
    signal: AbortSignal,
  ): Promise<void> {
    const { name, version } = splitTag(tag);
    const silence = new AbortController();
    const giveUpAfter = (limitMs: number): NodeJS.Timeout =>
      setTimeout(() => silence.abort(new Error(`no answer within ${limitMs} ms`)), limitMs);
    let timer = giveUpAfter(answerLimitMs);
    const either = AbortSignal.any([signal, silence.signal]);
    try {
      const answer = await this.#ask('pull an image', either, () =>
        this.#client.createImage({ fromImage: name, tag: version, abortSignal: either }),
      );
      const heard: ReportLine = (line) => {
        clearTimeout(timer);
        timer = giveUpAfter(silenceLimitMs);
        report(line);
      };
      await this.#follow(answer, tag, heard, either);
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof IsolabError ? error : imageWorkFailed(tag, String(error), error);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Gives one more tag to an image. */
  async tag(reference: string, tag: string, signal: AbortSignal): Promise<void> {
    const { name, version } = splitTag(tag);
    await this.#ask('tag an image', signal, (abortSignal) =>
      this.#client.getImage(pathSegment(reference)).tag({ repo: name, tag: version, abortSignal }),
    );
  }

  /** The images with these tags as one tar, as `docker save` writes it. */
  async save(tags: readonly string[], signal: AbortSignal): Promise<Readable> {
    return this.#ask('save images', signal, () =>
      promised<Readable>((callback) => {
        this.#client.modem.dial(
          {
            path: `/images/get?${tags.map((tag) => `names=${encodeURIComponent(tag)}`).join('&')}&`,
            method: 'GET',
            isStream: true,
            abortSignal: signal,
            statusCodes: { 200: true, 404: 'no such image', 500: 'server error' },
          },
          callback,
        );
      }),
    );
  }

  /** Takes in the images of a tar that `docker save` wrote. */
  async load(saved: Readable, report: ReportLine, signal: AbortSignal): Promise<void> {
    const answer = await this.#ask('load images', signal, () => this.#client.loadImage(saved));
    await this.#follow(answer, 'load', report, signal);
  }

  /** Gives a folder of an image to `take`, as a tar. The container that the engine needs for that is never started. */
  async readFolder(
    tag: string,
    path: string,
    take: (folder: NodeJS.ReadableStream) => Promise<void>,
    signal: AbortSignal,
  ): Promise<void> {
    const container = await this.#ask('create a container', signal, (abortSignal) =>
      this.#client.createContainer({ Image: tag, Cmd: ['true'], abortSignal }),
    );
    try {
      await take(
        await this.#ask('read a folder', signal, (abortSignal) =>
          container.getArchive({ path, abortSignal }),
        ),
      );
    } finally {
      await container.remove({ force: true });
    }
  }

  /** IDs of images without a tag that have this label. */
  async untagged(label: string, signal: AbortSignal): Promise<readonly string[]> {
    const list = await this.#ask('list images', signal, (abortSignal) =>
      this.#client.listImages({
        filters: { dangling: ['true'], label: [label] },
        abortSignal,
      }),
    );
    return list.map(({ Id }) => Id);
  }

  /** Reads the lines of JSON that long work answers with; one of them may be the failure. */
  async #follow(
    answer: NodeJS.ReadableStream,
    what: string,
    report: ReportLine,
    signal: AbortSignal,
  ): Promise<void> {
    try {
      for await (const line of linesOf(answer)) {
        signal.throwIfAborted();
        const { stream, status, id, progress, error } = parseLine(line);
        if (error !== undefined) throw imageWorkFailed(what, error);
        if (stream?.trim()) report(stream.trimEnd());
        if (status) report([id, status, progress].filter(Boolean).join(' '));
      }
    } catch (error) {
      signal.throwIfAborted();
      throw error instanceof IsolabError ? error : imageWorkFailed(what, String(error), error);
    }
  }

  /** No limit of time: a pull or a build takes as long as it takes, and can be cancelled. */
  #ask<T>(
    words: string,
    signal: AbortSignal,
    put: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    return ask(this.#address, { words, limitMs: maxTimerMs }, signal, put);
  }
}

/** An engine that fetches or unpacks tells how far it is several times a second. */
const silenceLimitMs = 20_000;

/** The longest that Node's timers count: 24 days. */
const maxTimerMs = 2 ** 31 - 1;

function splitTag(reference: string): { name: string; version: string } {
  const match = /^(.*):([^/:]+)$/.exec(reference);
  return match?.[1] && match[2]
    ? { name: match[1], version: match[2] }
    : { name: reference, version: 'latest' };
}

function promised<T>(
  put: (callback: (error: unknown, answer: unknown) => void) => void,
): Promise<T> {
  return new Promise((resolve, reject) => {
    put((error, answer) => {
      if (error) reject(error instanceof Error ? error : new Error(String(error)));
      // The modem knows no types: what a path answers is known where it is asked.
      else resolve(answer as T);
    });
  });
}

function parseLine(line: string): z.output<typeof lineSchema> {
  try {
    return lineSchema.parse(JSON.parse(line));
  } catch {
    return {};
  }
}

const lineSchema = z.object({
  stream: z.string().optional(),
  status: z.string().optional(),
  id: z.string().optional(),
  progress: z.string().optional(),
  error: z.string().optional(),
});
