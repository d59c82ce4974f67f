import { Agent, type ClientRequestArgs } from 'node:http';
import type { Duplex } from 'node:stream';
import { inspect } from 'node:util';
import Dockerode from 'dockerode';
import { connect } from './connect.ts';
import type { Endpoint } from './endpoint.ts';

/** Speaks the engine's API over this agent's connections. */
export function makeClient(agent: Agent): Dockerode {
  const options: Dockerode.DockerOptions & { readonly agent: Agent } = {
    // Never opened, `connect` is. VS Code leaves a request alone that names a socket; to any other it gives an agent
    // of its own, for proxies (@vscode/proxy-agent, createHttpPatch), which would look for a host.
    socketPath: 'engine',
    protocol: 'http',
    agent,
  };
  return withoutOwnDockerHost(() => new Dockerode(options));
}

/** docker-modem reads DOCKER_HOST by itself, and throws on one that it cannot read: here the endpoint is known. */
function withoutOwnDockerHost<T>(make: () => T): T {
  const own = process.env['DOCKER_HOST'];
  delete process.env['DOCKER_HOST'];
  try {
    return make();
  } finally {
    if (own !== undefined) process.env['DOCKER_HOST'] = own;
  }
}

/** Gives Node's HTTP client the connections that `connect` opens: one way in, whatever the endpoint. */
export class EndpointAgent extends Agent {
  readonly #endpoint: Endpoint;

  constructor(endpoint: Endpoint) {
    super({ keepAlive: false });
    this.#endpoint = endpoint;
  }

  /** docker-modem describes each request with its agent for a log that nobody keeps; all its sockets would take 2 ms. */
  [inspect.custom](): string {
    return 'EndpointAgent';
  }

  override createConnection(
    _options: ClientRequestArgs,
    callback?: (error: Error | null, stream: Duplex) => void,
  ): undefined {
    connect(this.#endpoint).then(
      (connection) => callback?.(null, connection),
      // Node takes an error without a stream; its types do not say so.
      (error: unknown) => callback?.(error as Error, undefined as unknown as Duplex),
    );
    return undefined;
  }
}
