import { HTTPParser } from 'http-parser-js';
import { t } from '../../base/l10n.ts';
import { http2Preface } from './buildkit/frames.ts';
import { BuildKitListener } from './buildkit/listener.ts';
import {
  interestInRequest,
  mayCreate,
  parseTarget,
  type Exchange,
  type Stage,
} from './exchange.ts';
import { OpenCall } from './openCall.ts';

/** Who is told what a listener hears. What is told goes on changing: keep what is needed of it, not itself. */
export interface Hearer {
  /** A call was asked, was answered, or has ended. */
  hear(stage: Stage, call: Exchange): void;
  /** A call that may make something on the engine is about to reach it, whole but for a body that is streamed. */
  beforeCreate(call: Exchange): void;
  /** The listener does not understand the connection any more. */
  lose(reason: string): void;
}

/**
 * Listens to the two directions of one connection and tells each call of HTTP in it, and each build where it becomes a
 * connection to BuildKit. After another upgrade it counts bytes. When it does not understand what it hears, it hears
 * nothing more; it never throws.
 */
export class Listener {
  readonly #hearer: Hearer;
  readonly #requests = new HTTPParser(HTTPParser.REQUEST);
  readonly #answers = new HTTPParser(HTTPParser.RESPONSE);
  #isListening = true;
  /** Those that wait for their answer, in order. */
  readonly #asked: OpenCall[] = [];
  /** The call whose request is being read, and the one whose answer is. */
  #request: OpenCall | undefined;
  #answer: OpenCall | undefined;
  #wantsUpgrade = false;
  /** The one that has asked for the connection to become something else, and the one that it has become. */
  #wanting: OpenCall | undefined;
  #became: OpenCall | undefined;
  /** Whether the client already sent what belongs behind the upgrade. */
  #isEarly = false;
  #buildKit: BuildKitListener | undefined;

  constructor(hearer: Hearer) {
    this.#hearer = hearer;
    this.#requests[HTTPParser.kOnHeadersComplete] = (info) => this.#hearRequest(info);
    this.#requests[HTTPParser.kOnBody] = (chunk, offset, length) =>
      this.#request?.send(bodyPart(chunk, offset, length));
    this.#requests[HTTPParser.kOnMessageComplete] = () => this.#finishRequest();
    this.#answers[HTTPParser.kOnHeadersComplete] = (info) => this.#hearAnswer(info);
    this.#answers[HTTPParser.kOnBody] = (chunk, offset, length) =>
      (this.#answer ?? this.#became)?.receive(bodyPart(chunk, offset, length));
    this.#answers[HTTPParser.kOnMessageComplete] = () => this.#finishAnswer();
  }

  /** Hears what the client sends. */
  request(chunk: Buffer): void {
    this.#try(() => {
      // Newer engines take gRPC without an upgrade (Docker Engine API 1.53, which deprecates POST /grpc).
      if (this.#became === undefined && this.#request === undefined && beginsHttp2(chunk)) {
        const call = new OpenCall('PRI', '*', new URLSearchParams());
        this.#hearer.hear('asked', call);
        this.#become(call, 'h2c');
      }
      const isHttp = this.#became === undefined && this.#wanting === undefined;
      const rest = isHttp ? chunk.subarray(this.#parse(this.#requests, chunk)) : chunk;
      this.#isEarly ||= this.#became === undefined && rest.length > 0;
      (this.#became ?? this.#wanting)?.send(rest);
      this.#buildKit?.request(rest);
    });
  }

  /** Hears what the engine sends. */
  answer(chunk: Buffer): void {
    this.#try(() => {
      const isHttp = this.#became === undefined;
      const rest = isHttp ? chunk.subarray(this.#parse(this.#answers, chunk)) : chunk;
      this.#became?.receive(rest);
      this.#buildKit?.answer(rest);
    });
  }

  /** Hears that the engine sends nothing more, which ends an answer without a length, and all others too soon. */
  answerEnd(): void {
    this.#try(() => {
      if (this.#became !== undefined) return;
      this.#answers.finish();
      this.close();
    });
  }

  /** Hears that the connection is closed: what goes on in it has ended. */
  close(): void {
    this.#try(() => {
      this.#isListening = false;
      this.#buildKit?.close();
      if (this.#became !== undefined) this.#end(this.#became);
      if (this.#answer?.hasFailed === true) this.#end(this.#answer);
      else if (this.#answer !== undefined)
        this.#end(this.#answer, t('The connection closed in the middle of the answer.'));
      for (const call of this.#asked)
        this.#end(call, t('The connection closed before the engine had answered.'));
    });
  }

  #try(hear: () => void): void {
    if (!this.#isListening) return;
    try {
      hear();
    } catch (error) {
      this.#lose(error instanceof Error ? error.message : String(error));
    }
  }

  #lose(reason: string): void {
    this.#isListening = false;
    const note = t('Isolab could not follow this connection any further.');
    const open = [this.#became, this.#answer, ...this.#asked].filter((call) => call !== undefined);
    this.#buildKit?.close(note);
    for (const call of open) this.#end(call, note);
    if (open.length === 0) {
      const unknown = new OpenCall('', '', new URLSearchParams());
      this.#hearer.hear('asked', unknown);
      this.#end(unknown, note);
    }
    this.#hearer.lose(reason);
  }

  /** How many of these bytes were HTTP: all of them, but for an upgrade. */
  #parse(parser: HTTPParserObject, chunk: Buffer): number {
    const read = parser.execute(chunk);
    if (read instanceof Error) throw read;
    // What its types leave out: the line that it reads, and the trailers that it has read.
    const { line, trailers } = parser as HTTPParserObject & { line: string; trailers: string[] };
    if (line.length + trailers.length > maxHeadBytes)
      throw new Error('a line or trailers without an end');
    return read;
  }

  #hearRequest(info: HeaderInfo): void {
    const { path, query } = parseTarget(info.url);
    const call = new OpenCall(HTTPParser.methods[info.method] ?? '', path, query);
    this.#request = call;
    this.#wantsUpgrade = info.upgrade;
    this.#asked.push(call);
    this.#hearer.hear('asked', call);
    // A body that is streamed, as a build's, is long on its way when it ends: what it may make is told at its head.
    if (interestInRequest(call.method, path) === 'nothing') this.#announce(call);
  }

  #finishRequest(): void {
    const call = this.#request;
    if (call === undefined) return;
    this.#request = undefined;
    call.finishRequest();
    // What comes next is HTTP only if the engine declines.
    if (this.#wantsUpgrade) this.#wanting = call;
    if (interestInRequest(call.method, call.path) !== 'nothing') this.#announce(call);
  }

  #announce(call: OpenCall): void {
    if (mayCreate(call.method, call.path)) this.#hearer.beforeCreate(call);
  }

  /** Gives 1 where no body follows (http-parser-js: skipBody). */
  #hearAnswer(info: HeaderInfo): number {
    const { statusCode: status, headers } = info;
    if (status >= 100 && status < 200 && status !== 101) return 0;
    const call = this.#asked.shift();
    if (call === undefined) throw new Error('an answer without a request');
    call.beginAnswer(status, Date.parse(headerOf(headers, 'date')) || 0);
    if (status === 101 || isHijacked(info, call)) {
      this.#become(call, /^h2c$/i.test(headerOf(headers, 'upgrade')) ? 'h2c' : 'tcp');
      return 0;
    }
    this.#answer = call;
    if (this.#wanting === call) this.#wanting = undefined;
    if (this.#isEarly)
      throw new Error('an upgrade was declined that the client had not waited for');
    this.#hearer.hear('answered', call);
    return call.method === 'HEAD' ? 1 : 0;
  }

  #become(call: OpenCall, upgrade: 'tcp' | 'h2c'): void {
    this.#became = call;
    call.upgrade = upgrade;
    if (call.path === '/grpc' || call.path === '*')
      this.#buildKit = new BuildKitListener(this.#hearer, call.id);
    this.#hearer.hear('answered', call);
  }

  #finishAnswer(): void {
    const call = this.#answer;
    this.#answer = undefined;
    if (call !== undefined) this.#end(call);
  }

  #end(call: OpenCall, note?: string): void {
    call.end(note);
    this.#hearer.hear('ended', call);
  }
}

/** As http-parser-js allows for headers; chunks and trailers it leaves unbounded. */
const maxHeadBytes = 80 * 1024;

type HTTPParserObject = InstanceType<typeof HTTPParser>;
type HeaderInfo = Parameters<HTTPParserObject[2]>[0];

/** http-parser-js takes a length of -6 for one, goes back as far, and would read the same for ever. */
function bodyPart(chunk: Buffer, offset: number, length: number): Buffer {
  if (!(length > 0)) throw new Error(`a body of ${length} bytes`);
  return chunk.subarray(offset, offset + length);
}

/** An engine that does not upgrade may take over the connection with a plain 200 (Docker Engine API, "Attach"). */
function isHijacked(info: HeaderInfo, { path }: OpenCall): boolean {
  return (
    info.statusCode === 200 &&
    /\/(attach|start)$/.test(path) &&
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
