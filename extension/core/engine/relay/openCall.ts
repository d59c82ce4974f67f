import { randomUUID } from 'node:crypto';
import { now } from '../../base/now.ts';
import { BodyKeeper } from './bodyKeeper.ts';
import { interestInAnswer, interestInRequest, type Exchange } from './exchange.ts';
import { ProgressReader } from './progress.ts';

/** A call while it goes on, from its request's head to the end of its answer or of what the connection became. */
export class OpenCall implements Exchange {
  readonly id = randomUUID();
  readonly at = now();
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly within: string | undefined;
  status = 0;
  answeredAt: number | undefined;
  endedAt: number | undefined;
  engineTime = 0;
  upgrade: 'tcp' | 'h2c' | undefined;
  sentBytes = 0;
  receivedBytes = 0;
  request: unknown;
  answer: unknown;
  progress: Exchange['progress'];
  note: string | undefined;
  #sent: BodyKeeper | undefined;
  #received: BodyKeeper | ProgressReader | undefined;

  constructor(method: string, path: string, query: URLSearchParams, within?: string) {
    this.method = method;
    this.path = path;
    this.query = query;
    this.within = within;
    if (interestInRequest(method, path) === 'json') this.#sent = new BodyKeeper();
  }

  send(part: Buffer): void {
    this.sentBytes += part.length;
    this.#sent?.keep(part);
  }

  /** The request is whole. */
  finishRequest(): void {
    this.request = this.#sent?.json;
    this.#sent = undefined;
  }

  beginAnswer(status: number, engineTime = 0): void {
    this.status = status;
    this.engineTime = engineTime;
    this.answeredAt = now();
    const interest = interestInAnswer(this.method, this.path, status);
    if (interest === 'json') this.#received = new BodyKeeper();
    if (interest === 'progress') this.#received = new ProgressReader();
  }

  receive(part: Buffer): void {
    this.receivedBytes += part.length;
    this.#received?.keep(part);
  }

  /** Whether the engine has said why it failed: a client may hang up then, before the answer's end. */
  get hasFailed(): boolean {
    return this.#received instanceof ProgressReader && this.#received.hasFailed;
  }

  /** The answer is whole, or nothing more of it is heard; then the note says why. */
  end(note?: string): void {
    this.note = note;
    this.endedAt = now();
    if (this.#received instanceof BodyKeeper) this.answer = this.#received.json;
    else if (this.#received !== undefined) this.progress = this.#received.finish();
    this.#received = undefined;
  }
}
