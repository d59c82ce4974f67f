/** Something that a call made on the engine. */
export interface Created {
  readonly kind: 'container' | 'network' | 'volume' | 'image';
  /** '' where the answer does not tell it, as for an image that got a tag. */
  readonly id: string;
  /** '' where the engine chose it, as for a container without --name. An image's name has its tag. */
  readonly name: string;
}

/** A call that is about to reach the engine and may make something there. */
export interface AskedCall {
  /** The same as in the RecordedCall that follows, if one does. */
  readonly id: string;
  /** In milliseconds since the epoch. */
  readonly at: number;
  /** Without the API version: "/containers/create". */
  readonly path: string;
  /** A parameter that was given several times is joined with commas. */
  readonly query: Readonly<Record<string, string>>;
  /** The body of a create, parsed. */
  readonly request?: unknown;
}

/** One call that went through a lab terminal's relay. Headers are not kept: credentials are among them. */
export interface RecordedCall {
  readonly id: string;
  /** When it was asked, in milliseconds since the epoch. */
  readonly at: number;
  readonly method: string;
  /** Without the API version: "/containers/create". */
  readonly path: string;
  /** A parameter that was given several times is joined with commas. */
  readonly query: Readonly<Record<string, string>>;
  readonly status: number;
  /** The body of a create, parsed. */
  readonly request?: unknown;
  /** The answer to a create, parsed. */
  readonly answer?: unknown;
  /** What it made; a call that made several things is told once for each. */
  readonly created?: Created;
}
