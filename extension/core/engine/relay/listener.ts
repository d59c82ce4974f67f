import { randomUUID } from 'node:crypto';
import { HTTPParser } from 'http-parser-js';
import { BodyKeeper } from './bodyKeeper.ts';
import { http2Preface } from './buildkit/frames.ts';
import { BuildKitListener } from './buildkit/listener.ts';
import {
  interestIn,
  mayCreate,
  parseTarget,
  type AskedExchange,
  type Exchange,
} from './exchange.ts';

/** A request whose answer has not come yet. */
interface Asked {
  readonly id: string;
  readonly at: number;
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: BodyKeeper;
  readonly wantsUpgrade: boolean;
}

/**
 * Listens to the two directions of one connection and tells each exchange of HTTP in it, and each build where it
 * becomes a connection to BuildKit. After another upgrade, or when it does not understand what it hears, it hears
 * nothing more; it never throws.
 */
export class Listener {
  readonly #tell: (exchange: Exchange) => void;
  readonly #lost: (reason: string) => void;
  readonly #tellAsked: (exchange: AskedExchange) => void;
  readonly #requests = new HTTPParser(HTTPParser.REQUEST);
  readonly #answers = new HTTPParser(HTTPParser.RESPONSE);
  readonly #asked: Asked[] = [];
  #isListening = true;
  #buildKit: BuildKitListener | undefined;
  /** The request that is being read, and the answer. */
  #request: Asked | undefined;
  #answer: { asked: Asked; status: number; answeredAt: number; body: BodyKeeper } | undefined;

  constructor(
    tell: (exchange: Exchange) => void,
    lost: (reason: string) => void,
    asked: (exchange: AskedExchange) => void = () => {},
  ) {
    this.#tell = tell;
    this.#lost = lost;
    this.#tellAsked = asked;
    this.#requests[HTTPParser.kOnHeadersComplete] = (info) => this.#hearRequest(info);
    this.#requests[HTTPParser.kOnBody] = (chunk, offset, length) =>
      this.#request?.body.keep(chunk.subarray(offset, offset + length));
    this.#requests[HTTPParser.kOnMessageComplete] = () => this.#finishRequest();
    this.#answers[HTTPParser.kOnHeadersComplete] = (info) => this.#hearAnswer(info);
    this.#answers[HTTPParser.kOnBody] = (chunk, offset, length) =>
      this.#answer?.body.keep(chunk.subarray(offset, offset + length));
    this.#answers[HTTPParser.kOnMessageComplete] = () => this.#finishAnswer();
  }

  /** Hears what the client sends. */
  request(chunk: Buffer): void {
    // After it asked for an upgrade, what the client sends is HTTP only if the engine declines.
    if (this.#asked.at(-1)?.wantsUpgrade && isBetweenRequests(this.#requests)) return;
    this.#try(() => {
      // Newer engines take gRPC without an upgrade (Docker Engine API 1.53, which deprecates POST /grpc).
      if (this.#request === undefined && beginsHttp2(chunk)) this.#hearBuildKit();
      if (this.#buildKit === undefined) this.#parse(this.#requests, chunk);
      else this.#buildKit.request(chunk);
    });
  }

  /** Hears what the engine sends. */
  answer(chunk: Buffer): void {
    this.#try(() => {
      const rest =
        this.#buildKit === undefined ? chunk.subarray(this.#parse(this.#answers, chunk)) : chunk;
      this.#buildKit?.answer(rest);
    });
  }

  /** Hears that the engine sends nothing more, which ends an answer without a length. */
  answerEnd(): void {
    if (this.#isListening && this.#buildKit === undefined) this.#answers.finish();
    this.#isListening = false;
  }

  #try(hear: () => void): void {
    if (!this.#isListening) return;
    try {
      hear();
    } catch (error) {
      this.#stop(String(error));
    }
  }

  /** How many of these bytes were HTTP: all of them, but for an upgrade. */
  #parse(parser: HTTPParserObject, chunk: Buffer): number {
    const read = parser.execute(chunk);
    if (read instanceof Error) throw read;
    return read;
  }

  #hearBuildKit(): void {
    this.#buildKit ??= new BuildKitListener(this.#tell, this.#tellAsked);
  }

  #stop(reason: string): void {
    this.#isListening = false;
    this.#lost(reason);
  }

  #hearRequest(info: HeaderInfo): void {
    const { path, query } = parseTarget(info.url);
    const method = HTTPParser.methods[info.method] ?? '';
    this.#request = {
      id: randomUUID(),
      at: Date.now(),
      method,
      path,
      query,
      body: new BodyKeeper(interestIn(method, path) === 'json' ? 'json' : 'nothing'),
      wantsUpgrade: info.upgrade,
    };
    this.#asked.push(this.#request);
    // A body that is streamed, as a build's, is long on its way when it ends: what it may make is told at its head.
    if (interestIn(method, path) !== 'json') this.#announce();
  }

  #finishRequest(): void {
    const asked = this.#request;
    if (asked !== undefined && interestIn(asked.method, asked.path) === 'json') this.#announce();
  }

  #announce(): void {
    const asked = this.#request;
    if (asked === undefined || !mayCreate(asked.method, asked.path)) return;
    const { id, at, method, path, query, body } = asked;
    this.#tellAsked({ id, at, method, path, query, requestBody: body.text });
  }

  /** Gives true where no body follows (http-parser-js: skipBody). */
  #hearAnswer(info: HeaderInfo): number {
    const { statusCode: status } = info;
    if (status >= 100 && status < 200 && status !== 101) return 0;
    const asked = this.#asked.shift();
    if (asked === undefined) {
      this.#stop('an answer without a request');
      return 0;
    }
    const answeredAt = Date.parse(headerOf(info.headers, 'date')) || 0;
    const interest = interestIn(asked.method, asked.path);
    this.#answer = { asked, status, answeredAt, body: new BodyKeeper(interest) };
    if (status === 101 || isHijacked(info, asked)) {
      if (status === 101 && asked.path === '/grpc') this.#hearBuildKit();
      else this.#isListening = false;
      this.#finishAnswer();
    } else if (interest === 'nothing') {
      this.#finishAnswer();
    }
    return asked.method === 'HEAD' ? 1 : 0;
  }

  #finishAnswer(): void {
    const answer = this.#answer;
    if (answer === undefined) return;
    this.#answer = undefined;
    const { asked, status, answeredAt, body } = answer;
    const { id, at, method, path, query } = asked;
    this.#tell({
      id,
      at,
      method,
      path,
      query,
      status,
      answeredAt,
      requestBody: asked.body.text,
      answerBody: body.text,
    });
  }
}

type HTTPParserObject = InstanceType<typeof HTTPParser>;
type HeaderInfo = Parameters<HTTPParserObject[2]>[0];

/** An engine that does not upgrade may take over the connection with a plain 200 (Docker Engine API, "Attach"). */
function isHijacked(info: HeaderInfo, asked: Asked): boolean {
  return (
    info.statusCode === 200 &&
    /\/(attach|start)$/.test(asked.path) &&
    headerOf(info.headers, 'content-type').startsWith('application/vnd.docker.') &&
    headerOf(info.headers, 'transfer-encoding') === ''
  );
}

function headerOf(headers: readonly string[], name: string): string {
  for (let at = 0; at < headers.length; at += 2) {
    if (headers[at]?.toLowerCase() === name) return headers[at + 1] ?? '';
  }
  return '';
}

function beginsHttp2(chunk: Buffer): boolean {
  return chunk.subarray(0, http2Preface.length).equals(http2Preface);
}

function isBetweenRequests(parser: HTTPParserObject): boolean {
  return 'state' in parser && parser.state === 'REQUEST_LINE';
}
