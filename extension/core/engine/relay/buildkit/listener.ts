import { t } from '../../../base/l10n.ts';
import { solvePath } from '../exchange.ts';
import type { Hearer } from '../listener.ts';
import { OpenCall } from '../openCall.ts';
import { FrameReader, http2Preface } from './frames.ts';
import { FirstMessage } from './message.ts';
import { readSolveRequest, readSolveResponse } from './solve.ts';

/** A build that was asked for and has not ended. */
interface Solve {
  readonly call: OpenCall;
  readonly answer: FirstMessage;
}

/**
 * Listens to the two directions of a gRPC connection, on which buildx talks with the engine's BuildKit, and tells each
 * call to solve in it: those are the builds. Throws when it does not understand.
 */
export class BuildKitListener {
  readonly #hearer: Hearer;
  readonly #within: string;
  readonly #requests = new FrameReader(http2Preface);
  readonly #answers = new FrameReader();
  readonly #asking = new Map<number, FirstMessage>();
  readonly #solves = new Map<number, Solve>();

  /** `within` is the call that became this connection. */
  constructor(hearer: Hearer, within: string) {
    this.#hearer = hearer;
    this.#within = within;
  }

  /** Hears what the client sends. */
  request(chunk: Buffer): void {
    for (const { stream, data, isLast } of this.#requests.read(chunk)) {
      if (data.length > 0) {
        const asking = this.#asking.get(stream) ?? new FirstMessage();
        this.#asking.set(stream, asking);
        const message = asking.read(data);
        if (message !== undefined) this.#ask(stream, message);
      }
      if (isLast) this.#asking.delete(stream);
    }
  }

  /** Hears what the engine sends. */
  answer(chunk: Buffer): void {
    for (const { stream, data, isLast } of this.#answers.read(chunk)) {
      const solve = this.#solves.get(stream);
      if (solve === undefined) continue;
      const message = solve.answer.read(data);
      if (message === undefined && !isLast) continue;
      this.#answer(solve.call, message);
      this.#solves.delete(stream);
    }
  }

  /** Hears that the connection is closed, or understood no more. */
  close(note = t('The connection closed before the engine had answered.')): void {
    for (const { call } of this.#solves.values()) this.#end(call, note);
    this.#solves.clear();
  }

  #ask(stream: number, message: Buffer): void {
    const solve = readSolveRequest(message);
    if (solve === undefined) return;
    if (this.#solves.has(stream)) throw new Error(`stream ${stream} is used twice`);
    const query = new URLSearchParams(solve.names.map((name) => ['t', name]));
    const call = new OpenCall('POST', solvePath, query, this.#within);
    call.send(message);
    call.request = { exporters: solve.exporters, attributes: solve.attributes };
    this.#solves.set(stream, { call, answer: new FirstMessage() });
    this.#hearer.hear('asked', call);
    if (solve.makesImage) this.#hearer.beforeCreate(call);
  }

  #answer(call: OpenCall, message: Buffer | undefined): void {
    // A call that fails ends without a message (gRPC over HTTP2, "Trailers-Only"); all others have status 200.
    if (message === undefined) {
      this.#end(call, t('BuildKit ended this call without a result.'));
      return;
    }
    const image = readSolveResponse(message);
    call.beginAnswer(200);
    call.receive(message);
    call.answer = { image };
    this.#hearer.hear('answered', call);
    this.#end(call);
  }

  #end(call: OpenCall, note?: string): void {
    call.end(note);
    this.#hearer.hear('ended', call);
  }
}
