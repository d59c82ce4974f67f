/** A request and the answer to it, as far as the relay keeps them. */
export interface Exchange {
  /** Names the exchange while it lasts. */
  readonly id: string;
  readonly at: number;
  readonly method: string;
  /** Without the API version. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly status: number;
  /** The engine's own clock at the answer, in milliseconds; 0 where it did not say. */
  readonly answeredAt: number;
  readonly requestBody: string;
  /** Of an answer that comes in lines of progress: the last part. */
  readonly answerBody: string;
}

/** A request as far as it was heard when its answer had not begun. */
export type AskedExchange = Pick<
  Exchange,
  'id' | 'at' | 'method' | 'path' | 'query' | 'requestBody'
>;

/** What is worth keeping of a call's bodies. `tail`: lines of progress, whose end tells how it ended. */
export type Interest = 'nothing' | 'json' | 'tail';

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

/** How much of the bodies of this call is kept. Anything else may hold a password or a gigabyte. */
export function interestIn(method: string, path: string): Interest {
  if (method !== 'POST') return 'nothing';
  if (/^\/(containers|networks|volumes)\/create$/.test(path) || path === '/commit') return 'json';
  return /^\/(build|images\/create|images\/load)$/.test(path) ? 'tail' : 'nothing';
}

/** True for a call that may make something on the engine. */
export function mayCreate(method: string, path: string): boolean {
  return (
    interestIn(method, path) !== 'nothing' ||
    (method === 'POST' && /^\/images\/.+\/tag$/.test(path))
  );
}
