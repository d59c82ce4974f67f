import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What a server has and how it answers. */
export interface RegistrySettings {
  /** "ada:secret": without it everybody is let in. */
  readonly login?: string;
  /** Manifests by reference: "team/hello:1.0". Each is there by its digest as well. */
  readonly images?: Readonly<Record<string, object>>;
  /** What it answers on these paths in place of what it should. */
  readonly lies?: Readonly<Record<string, Lie>>;
}

type Lie = (response: ServerResponse, request: IncomingMessage) => void;

/** A server that speaks the API of a registry, and lies where it is told to. */
export interface RegistryServer extends AsyncDisposable {
  readonly address: string;
  /** What it was asked, with the name and password that came along. */
  readonly asked: readonly string[];
}

/** The digest of a manifest, as the server sends it. */
export function digestOf(manifest: object): string {
  return `sha256:${createHash('sha256').update(JSON.stringify(manifest)).digest('hex')}`;
}

/** The manifest of an image with these layers. */
export function manifestOf(...layers: readonly string[]): object {
  return {
    schemaVersion: 2,
    mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
    config: { digest: digestOf(layers) },
    layers: layers.map((layer) => ({ digest: digestOf([layer]) })),
  };
}

/** A list of manifests. */
export function listOf(...manifests: readonly object[]): object {
  return {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.index.v1+json',
    manifests: manifests.map((manifest) => ({ digest: digestOf(manifest) })),
  };
}

/** Starts it on a port of its own. */
export async function startRegistryServer(settings: RegistrySettings): Promise<RegistryServer> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    const { url = '', headers } = request;
    const login = Buffer.from(headers.authorization?.slice(6) ?? '', 'base64').toString();
    asked.push(`${login}@${url}`);
    const lie = settings.lies?.[url];
    response.setHeader('docker-distribution-api-version', 'registry/2.0');
    if (lie !== undefined) lie(response, request);
    else if (settings.login !== undefined && login !== settings.login) {
      response.writeHead(401, { 'www-authenticate': 'Basic realm="x"' }).end('{"errors":[]}');
    } else answer(new URL(url, 'http://x'), settings.images ?? {}, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

function answer(
  { pathname, searchParams }: URL,
  images: Readonly<Record<string, object>>,
  response: ServerResponse,
): void {
  const references = Object.keys(images).map((each) => each.split(':'));
  const names = [...new Set(references.map(([name = '']) => name))].sort();
  const [, name = '', what, target] = /^\/v2\/(.+)\/(tags|manifests)\/(.+)$/u.exec(pathname) ?? [];
  const tags = references.flatMap(([each, tag]) => (each === name ? (tag ?? []) : []));
  const manifest = tags
    .map((tag) => [tag, images[`${name}:${tag}`] ?? {}] as const)
    .find(([tag, each]) => tag === target || digestOf(each) === target)?.[1];
  if (pathname === '/v2/') response.end('{}');
  else if (pathname === '/v2/_catalog') {
    const count = Number(searchParams.get('n'));
    const from = names.findIndex((each) => each > (searchParams.get('last') ?? ''));
    const page = from < 0 ? [] : names.slice(from, from + count);
    if (from >= 0 && from + count < names.length) {
      const last = encodeURIComponent(page.at(-1) ?? '');
      response.setHeader('link', `</v2/_catalog?last=${last}&n=${count}>; rel="next"`);
    }
    response.end(JSON.stringify({ repositories: page }));
  } else if (what === 'tags' && tags.length > 0) response.end(JSON.stringify({ name, tags }));
  else if (manifest !== undefined) {
    const type = 'mediaType' in manifest ? String(manifest.mediaType) : 'application/json';
    response.setHeader('content-type', type);
    response.setHeader('docker-content-digest', digestOf(manifest));
    response.end(JSON.stringify(manifest));
  } else response.writeHead(404).end('{"errors":[]}');
}
