/** What crosses between a page and its host. A page asks; the host answers, and pushes whole states. */
export type Methods = Record<string, (argument: never) => unknown>;

/** `Requests`: page → host, answered. `State`: host → page, a whole snapshot each time. */
export interface Protocol {
  readonly requests: Methods;
  readonly state: unknown;
}

export type ToHost =
  | {
      readonly type: 'request';
      readonly id: number;
      readonly method: string;
      readonly argument: unknown;
    }
  | { readonly type: 'cancel'; readonly id: number }
  | { readonly type: 'ready' };

export type ToPage =
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown }
  | {
      readonly type: 'failure';
      readonly id: number;
      readonly message: string;
      readonly fix: string;
    }
  | { readonly type: 'state'; readonly value: unknown };
