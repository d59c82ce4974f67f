import { engineAddressUnreadable, engineContextMissing } from '../../base/errors.ts';
import { parseEndpoint, type Endpoint, type EndpointSource, type TlsFiles } from '../endpoint.ts';
import {
  configFolder,
  findContextEndpoint,
  findContextName,
  findTlsFiles,
} from './dockerConfig.ts';

/** All that the choice of an engine depends on. */
export interface Surroundings {
  /** The person's own choice in Isolab's settings: a URL or a socket's path. */
  readonly setting?: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly userId: number;
  /** The text of a file; `undefined` when it cannot be read. */
  readText(path: string): string | undefined;
}

/**
 * Where to look for the engine, in order. What the person chose (setting, DOCKER_HOST, a Docker context) is the only
 * one then, as for the `docker` command: another engine in its place would hold other containers.
 */
export function findCandidates(around: Surroundings): readonly Endpoint[] {
  const { setting, env } = around;
  if (setting) return [chosen(setting, 'setting', around)];
  const dockerHost = env['DOCKER_HOST'];
  if (dockerHost) return [chosen(dockerHost, 'DOCKER_HOST', around)];
  const context = findContextName(around);
  if (context === undefined) return usualPlaces(around);
  const endpoint = findContextEndpoint(context, around);
  if (endpoint === undefined) throw engineContextMissing(context);
  return [endpoint];
}

function chosen(text: string, source: 'setting' | 'DOCKER_HOST', around: Surroundings): Endpoint {
  const endpoint = parseEndpoint(text.trim(), source, findTls(around));
  if (endpoint === undefined) throw engineAddressUnreadable(text, source);
  return endpoint;
}

/** TLS as DOCKER_TLS_VERIFY, DOCKER_TLS and DOCKER_CERT_PATH say (docker/cli, cli/flags/options.go). */
function findTls(around: Surroundings): TlsFiles | undefined {
  const { env } = around;
  if (!env['DOCKER_TLS_VERIFY'] && !env['DOCKER_TLS']) return undefined;
  const folder = env['DOCKER_CERT_PATH'] || configFolder(around);
  return findTlsFiles(folder, Boolean(env['DOCKER_TLS_VERIFY']), around);
}

function usualPlaces({ env, platform, home, userId }: Surroundings): readonly Endpoint[] {
  if (platform === 'win32') {
    return [
      pipe('docker_engine', 'default'),
      pipe('dockerDesktopLinuxEngine', 'desktop'),
      pipe('podman-machine-default', 'podman'),
    ];
  }
  const runtime = env['XDG_RUNTIME_DIR'] || `/run/user/${userId}`;
  const places = [
    unix('/var/run/docker.sock', 'default'),
    unix(`${home}/.docker/run/docker.sock`, 'desktop'),
    unix(`${home}/.docker/desktop/docker.sock`, 'desktop'),
    unix(`${home}/.colima/default/docker.sock`, 'colima'),
    unix(`${home}/.rd/docker.sock`, 'rancher'),
  ];
  if (platform === 'darwin') {
    const machine = `${home}/.local/share/containers/podman/machine/podman.sock`;
    return [...places, unix(machine, 'podman')];
  }
  return [
    ...places.slice(0, 1),
    unix(`${runtime}/docker.sock`, 'rootless'),
    ...places.slice(1),
    unix(`${runtime}/podman/podman.sock`, 'podman'),
    unix('/run/podman/podman.sock', 'podman'),
  ];
}

function unix(path: string, source: EndpointSource): Endpoint {
  return { kind: 'unix', path, address: `unix://${path}`, source };
}

function pipe(name: string, source: EndpointSource): Endpoint {
  return {
    kind: 'npipe',
    path: `\\\\.\\pipe\\${name}`,
    address: `npipe:////./pipe/${name}`,
    source,
  };
}
