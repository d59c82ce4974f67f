/** Something that a call made on the engine. */
export interface Created {
  readonly kind:
    'container' | 'network' | 'volume' | 'image' | 'service' | 'secret' | 'config' | 'swarm';
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

/**
 * One call that a client makes of the engine, told when it is asked, when it is answered and when it has ended; each
 * telling is the whole of what is known by then. Headers are not kept, bodies only where they explain, secrets never.
 */
export interface HeardCall {
  readonly stage: 'asked' | 'answered' | 'ended';
  readonly id: string;
  /** The same for all calls of one connection. */
  readonly connection: number;
  /** When it was asked, in milliseconds since the epoch, with fractions. */
  readonly at: number;
  /** When the head of the answer was heard. */
  readonly answeredAt?: number;
  /** When answer and request were whole, or, after an upgrade, when the connection closed. */
  readonly endedAt?: number;
  /** '' with an empty path for a connection that was not understood from its beginning: the note says so. */
  readonly method: string;
  /** Without the API version: "/containers/create". Of a call of BuildKit's: "/moby.buildkit.v1.Control/Solve". */
  readonly path: string;
  /** A parameter that was given several times is joined with commas. */
  readonly query: Readonly<Record<string, string>>;
  /** Absent while there is no answer, and where none was heard. */
  readonly status?: number;
  /** What the connection became: raw bytes of a terminal or a stream, or HTTP/2. */
  readonly upgrade?: 'tcp' | 'h2c';
  /** The call that became the connection on which this one was made: BuildKit's are made within `/grpc`. */
  readonly within?: string;
  /** Bytes of the bodies, and after an upgrade of all that went each way; heads are not counted. */
  readonly sentBytes: number;
  readonly receivedBytes: number;
  /** The body, parsed, where it explains: of creates, of exec, of builds what they were told. */
  readonly request?: unknown;
  /** Likewise; lines of progress as their summary, and what the engine said of an error. */
  readonly answer?: unknown;
  readonly created: readonly Created[];
  /** What was not heard, as a sentence. */
  readonly note?: string;
}
