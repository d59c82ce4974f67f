import { randomUUID } from 'node:crypto';
import type { AskedExchange, Exchange } from '../exchange.ts';
import { FrameReader, http2Preface } from './frames.ts';
import { FirstMessage } from './message.ts';
import { readSolveRequest, readSolveResponse } from './solve.ts';

/** A build that was asked for and has not ended. */
interface Solve {
  readonly asked: AskedExchange;
  readonly answer: FirstMessage;
}

/**
 * Listens to the two directions of a gRPC connection, on which buildx talks with the engine's BuildKit, and tells each
 * build of an image as the `POST /build` that it would have been before. Throws when it does not understand.
 */
export class BuildKitListener {
  readonly #tell: (exchange: Exchange) => void;
  readonly #tellAsked: (exchange: AskedExchange) => void;
  readonly #requests = new FrameReader(http2Preface);
  readonly #answers = new FrameReader();
  readonly #asking = new Map<number, FirstMessage>();
  readonly #solves = new Map<number, Solve>();

  constructor(tell: (exchange: Exchange) => void, tellAsked: (exchange: AskedExchange) => void) {
    this.#tell = tell;
    this.#tellAsked = tellAsked;
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
      this.#solves.delete(stream);
      // A call that fails ends without a message (gRPC over HTTP2, "Trailers-Only").
      const id = message && readSolveResponse(message);
      this.#tell({
        ...solve.asked,
        status: id === undefined ? 500 : 200,
        answeredAt: 0,
        answerBody: id ? JSON.stringify({ aux: { ID: id } }) : '',
      });
    }
  }

  #ask(stream: number, message: Buffer): void {
    const names = readSolveRequest(message);
    if (names === undefined) return;
    const query = new URLSearchParams(names.map((name) => ['t', name]));
    const asked = {
      id: randomUUID(),
      at: Date.now(),
      method: 'POST',
      path: '/build',
      query,
      requestBody: '',
    };
    this.#solves.set(stream, { asked, answer: new FirstMessage() });
    this.#tellAsked(asked);
  }
}
