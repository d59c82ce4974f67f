import { createHash } from 'node:crypto';
import * as z from 'zod';
import { posix, win32 } from 'node:path';
import { parseEndpoint, type Endpoint, type TlsFiles } from '../endpoint.ts';
import type { Surroundings } from './candidates.ts';

/** The context that `docker` would use: DOCKER_CONTEXT, else `currentContext` of config.json; `undefined` for "default". */
export function findContextName(around: Surroundings): string | undefined {
  const name = around.env['DOCKER_CONTEXT'] || readCurrentContext(around);
  return name === 'default' || name === '' ? undefined : name;
}

function readCurrentContext(around: Surroundings): string {
  const { join } = around.platform === 'win32' ? win32 : posix;
  const config = configSchema.safeParse(
    parseJson(around.readText(join(configFolder(around), 'config.json'))),
  );
  return config.data?.currentContext ?? '';
}

/** The engine of a context, as `docker context create` stores it (docker/cli, cli/context/store); `undefined` when there is none. */
export function findContextEndpoint(name: string, around: Surroundings): Endpoint | undefined {
  const { join } = around.platform === 'win32' ? win32 : posix;
  const contexts = join(configFolder(around), 'contexts');
  const folder = createHash('sha256').update(name).digest('hex');
  const meta = metaSchema.safeParse(
    parseJson(around.readText(join(contexts, 'meta', folder, 'meta.json'))),
  );
  const docker = meta.data?.Endpoints.docker;
  if (!docker?.Host) return undefined;
  const tls = findTlsFiles(
    join(contexts, 'tls', folder, 'docker'),
    docker.SkipTLSVerify !== true,
    around,
  );
  const isTls = tls.caPath !== undefined || tls.certPath !== undefined;
  return parseEndpoint(docker.Host, 'context', isTls ? tls : undefined);
}

/** Which of ca.pem, cert.pem and key.pem are in this folder. */
export function findTlsFiles(folder: string, isVerified: boolean, around: Surroundings): TlsFiles {
  const { join } = around.platform === 'win32' ? win32 : posix;
  const present = (name: string): string | undefined => {
    const path = join(folder, name);
    return around.readText(path) === undefined ? undefined : path;
  };
  const caPath = present('ca.pem');
  const certPath = present('cert.pem');
  const keyPath = present('key.pem');
  return {
    ...(caPath === undefined ? {} : { caPath }),
    ...(certPath === undefined ? {} : { certPath }),
    ...(keyPath === undefined ? {} : { keyPath }),
    isVerified,
  };
}

/** Where `docker` keeps its settings. */
export function configFolder(around: Surroundings): string {
  const { join } = around.platform === 'win32' ? win32 : posix;
  return around.env['DOCKER_CONFIG'] || join(around.home, '.docker');
}

function parseJson(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    return undefined;
  }
}

const configSchema = z.object({ currentContext: z.string().optional() });

const metaSchema = z.object({
  Endpoints: z.object({
    docker: z
      .object({ Host: z.string().optional(), SkipTLSVerify: z.boolean().optional() })
      .optional(),
  }),
});
