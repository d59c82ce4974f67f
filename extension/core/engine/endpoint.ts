/** Why an engine is looked for at an address: the person's choice first, then the usual places. */
export type EndpointSource =
  | 'setting'
  | 'DOCKER_HOST'
  | 'context'
  | 'default'
  | 'rootless'
  | 'desktop'
  | 'colima'
  | 'rancher'
  | 'podman';

/** Files that make a TCP connection a TLS one, as the `docker` command reads them; each may be absent. */
export interface TlsFiles {
  readonly caPath?: string;
  readonly certPath?: string;
  readonly keyPath?: string;
  /** False only where the person said so (DOCKER_TLS without DOCKER_TLS_VERIFY, a context's SkipTLSVerify). */
  readonly isVerified: boolean;
}

/** Where an engine listens. `address` is the URL as `docker -H` takes it. */
export type Endpoint = { readonly address: string; readonly source: EndpointSource } & (
  | { readonly kind: 'unix'; readonly path: string }
  | { readonly kind: 'npipe'; readonly path: string }
  | {
      readonly kind: 'tcp';
      readonly host: string;
      readonly port: number;
      readonly tls?: TlsFiles;
    }
  | {
      readonly kind: 'ssh';
      readonly host: string;
      readonly port?: number;
      readonly user?: string;
      /** Path of the socket on the other side, where it is not the usual one. */
      readonly path?: string;
    }
);

const defaultPorts = { plain: 2375, tls: 2376 };

/** The endpoint that this `docker -H` URL names; `undefined` when it is none. A bare path is a unix socket. */
export function parseEndpoint(
  text: string,
  source: EndpointSource,
  tls?: TlsFiles,
): Endpoint | undefined {
  const address = text.includes('://')
    ? text
    : text.startsWith('/')
      ? `unix://${text}`
      : `tcp://${text}`;
  const [scheme, rest] = splitOnce(address, '://');
  switch (scheme) {
    case 'unix':
      return { kind: 'unix', path: rest || '/var/run/docker.sock', address, source };
    case 'npipe':
      return {
        kind: 'npipe',
        path: (rest || '//./pipe/docker_engine').replaceAll('/', '\\'),
        address,
        source,
      };
    case 'tcp':
    case 'http':
    case 'https':
      return parseTcp(address, source, scheme === 'https' ? { isVerified: true, ...tls } : tls);
    case 'ssh':
      return parseSsh(address, source);
    default:
      return undefined;
  }
}

function parseTcp(
  address: string,
  source: EndpointSource,
  tls: TlsFiles | undefined,
): Endpoint | undefined {
  // `tcp:` is no scheme that URL knows the default port of, so it keeps every port that is written.
  const url = parseUrl(address.replace(/^[a-z]+:/, 'tcp:'));
  if (url === undefined) return undefined;
  return {
    kind: 'tcp',
    host: withoutBrackets(url.hostname) || '127.0.0.1',
    port: Number(url.port) || (tls === undefined ? defaultPorts.plain : defaultPorts.tls),
    ...(tls === undefined ? {} : { tls }),
    address,
    source,
  };
}

function parseSsh(address: string, source: EndpointSource): Endpoint | undefined {
  const url = parseUrl(address);
  // A host or user that starts with a dash would be read as an option by ssh.
  if (url === undefined || !url.hostname || /^-/.test(url.hostname) || /^-/.test(url.username)) {
    return undefined;
  }
  return {
    kind: 'ssh',
    host: withoutBrackets(url.hostname),
    ...(url.port ? { port: Number(url.port) } : {}),
    ...(url.username ? { user: decodeURIComponent(url.username) } : {}),
    ...(url.pathname.length > 1 ? { path: url.pathname } : {}),
    address,
    source,
  };
}

function parseUrl(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

function withoutBrackets(host: string): string {
  return host.replace(/^\[|\]$/g, '');
}

function splitOnce(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return [text.slice(0, at), text.slice(at + mark.length)];
}
