import type { Progress } from './progress.ts';

/** A request and the answer to it, as far as the relay has heard and keeps them. */
export interface Exchange {
  readonly id: string;
  readonly at: number;
  readonly method: string;
  /** Without the API version. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** 0 until it is answered, and where no status was heard. */
  readonly status: number;
  readonly answeredAt: number | undefined;
  readonly endedAt: number | undefined;
  /** The engine's own clock at the answer, in milliseconds; 0 where it did not say. */
  readonly engineTime: number;
  readonly upgrade: 'tcp' | 'h2c' | undefined;
  readonly within: string | undefined;
  readonly sentBytes: number;
  readonly receivedBytes: number;
  /** The bodies, parsed; undefined where they are not kept, or not whole yet. */
  readonly request: unknown;
  readonly answer: unknown;
  /** What an answer in lines of progress told. */
  readonly progress: Progress | undefined;
  readonly note: string | undefined;
}

/** How far an exchange has come. */
export type Stage = 'asked' | 'answered' | 'ended';

/** What a build's call of BuildKit's is named (moby/buildkit, api/services/control/control.proto). */
export const solvePath = '/moby.buildkit.v1.Control/Solve';

/** The path of a request target without the API version, and its parameters. */
export function parseTarget(target: string): {
  readonly path: string;
  readonly query: URLSearchParams;
} {
  const mark = target.indexOf('?');
  const path = mark < 0 ? target : target.slice(0, mark);
  return {
    path: path.replace(/^\/v\d+(\.\d+)*(?=\/)/, ''),
    query: new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1)),
  };
}

/** What is kept of a body: nothing, all of it, or what its lines of progress tell. */
export type Interest = 'nothing' | 'json' | 'progress';

const creates = /^\/((containers|networks|volumes|services)\/create|commit)$/;
/** What is asked for holds a secret. */
const createsUnheard = /^\/(secrets|configs)\/create$/;
const tells =
  /^\/(containers\/[^/]+\/(exec|update)|exec\/[^/]+\/start|networks\/[^/]+\/(dis)?connect)$/;
const answers = /^\/(containers\/[^/]+\/(exec|wait|update)|[a-z]+\/prune)$/;
const progresses = /^\/(build|images\/create|images\/load|images\/.+\/push)$/;

/** What is kept of a request's body. Anything else may hold a password or a gigabyte. */
export function interestInRequest(method: string, path: string): Interest {
  return method === 'POST' && (creates.test(path) || tells.test(path)) ? 'json' : 'nothing';
}

/** What is kept of an answer's body: what was made, how it went, and why it failed. */
export function interestInAnswer(method: string, path: string, status: number): Interest {
  if (path === '/auth') return 'nothing';
  if (status >= 400) return 'json';
  if (method === 'DELETE' && path.startsWith('/images/')) return 'json';
  if (method !== 'POST') return 'nothing';
  if (progresses.test(path)) return 'progress';
  return creates.test(path) || createsUnheard.test(path) || answers.test(path) ? 'json' : 'nothing';
}

/** True for a call that may make something that stays on the engine. */
export function mayCreate(method: string, path: string): boolean {
  return (
    method === 'POST' &&
    (creates.test(path) ||
      /^\/(build|images\/create|images\/load|images\/.+\/tag|swarm\/(init|join))$/.test(path) ||
      path === solvePath)
  );
}
