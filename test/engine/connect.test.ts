import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Server as NetServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';
import { isError } from '../../extension/core/base/errors.ts';
import { silentLog } from '../../extension/core/base/log.ts';
import { openEngine } from '../../extension/core/engine/engine.ts';
import type { RecordedCall } from '../../extension/core/engine/relay/recordedCall.ts';
import { openRelay } from '../../extension/core/engine/relay/relay.ts';
import { docker } from './servers.ts';

const signal = AbortSignal.timeout(1_500_000);
const log = silentLog;

/** The machine's engine, reached in other ways. */
const socketPath = '/var/run/docker.sock';

describe('An engine that is reached', function () {
  this.timeout(60_000);
  let folder: string;
  const servers: NetServer[] = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'isolab-connect-'));
  });

  after(async () => {
    for (const server of servers) server.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function listen(server: NetServer): Promise<number> {
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  }

  /** Through the engine and through a relay to it, the same machine answers. */
  async function proveWorks(env: NodeJS.ProcessEnv): Promise<void> {
    await using engine = await openEngine({ env, log }, signal);
    assert.match((await engine.info(signal)).version, /^\d+\./);
    await using relay = await openRelay(engine.endpoint, join(folder, 'r.sock'), log);
    const calls: RecordedCall[] = [];
    relay.onDidCall((call) => calls.push(call));
    const { stdout } = await docker(relay.dockerHost, ['version', '--format', '{{.Server.Os}}']);
    assert.equal(stdout, 'linux\n');
    assert.ok(calls.some(({ path }) => path === '/version'));
  }

  it('by TCP', async () => {
    const port = await listen(
      createServer({ allowHalfOpen: true }, (client) => {
        const engine = connect({ path: socketPath, allowHalfOpen: true });
        client.pipe(engine).pipe(client);
        client.on('error', () => engine.destroy());
        engine.on('error', () => client.destroy());
      }),
    );
    await proveWorks({ DOCKER_HOST: `tcp://127.0.0.1:${port}` });
  });

  it('by TLS with certificates, and only with the right ones', async () => {
    makeCertificates(folder);
    const read = (name: string): Buffer => readFileSync(join(folder, name));
    const port = await listen(
      createTlsServer(
        {
          ca: read('ca.pem'),
          cert: read('server.pem'),
          key: read('server-key.pem'),
          requestCert: true,
          rejectUnauthorized: true,
        },
        (client) => {
          const engine = connect(socketPath);
          client.pipe(engine).pipe(client);
          client.on('error', () => engine.destroy());
          engine.on('error', () => client.destroy());
        },
      ),
    );
    const env = { DOCKER_HOST: `tcp://127.0.0.1:${port}`, DOCKER_TLS_VERIFY: '1' };
    await proveWorks({ ...env, DOCKER_CERT_PATH: folder });
    await assert.rejects(
      openEngine({ env: { ...env, DOCKER_CERT_PATH: '/nowhere' }, log }, signal),
      (error) => isError(error, 'engine-not-found') && /DOCKER_CERT_PATH/.test(error.fix),
    );
  });

  it('by ssh, as docker does it', async () => {
    // Stands in for the program of that name: runs here what it would run there.
    await writeFile(
      join(folder, 'ssh'),
      `#!/bin/sh
while [ "$1" != -- ]; do shift; done
[ "$2" = far ] || { echo "no route to $2" >&2; exit 255; }
shift 2
unset DOCKER_HOST
exec "$@"
`,
    );
    await chmod(join(folder, 'ssh'), 0o755);
    const path = process.env['PATH'] ?? '';
    process.env['PATH'] = `${folder}:${path}`;
    try {
      await proveWorks({ DOCKER_HOST: 'ssh://me@far' });
      await assert.rejects(
        openEngine({ env: { DOCKER_HOST: 'ssh://me@nobody' }, log }, signal),
        (error) => isError(error, 'engine-not-found') && /no route to nobody/.test(error.message),
      );
    } finally {
      process.env['PATH'] = path;
    }
  });

  it('at an address where something else answers is no engine', async () => {
    const port = await listen(createServer((client) => client.end('220 mail ready\r\n')));
    await assert.rejects(
      openEngine({ env: { DOCKER_HOST: `tcp://127.0.0.1:${port}` }, log }, signal),
      (error) => isError(error, 'engine-not-found'),
    );
  });
});

/** A certificate authority, and a server and a client that it vouches for. */
function makeCertificates(folder: string): void {
  const openssl = (...args: string[]): unknown =>
    execFileSync('openssl', args, { cwd: folder, stdio: 'pipe' });
  const request = ['req', '-newkey', 'rsa:2048', '-nodes'];
  openssl(
    ...request,
    '-x509',
    '-days',
    '2',
    '-subj',
    '/CN=ca',
    '-keyout',
    'ca-key.pem',
    '-out',
    'ca.pem',
  );
  for (const [name, cert] of [
    ['server', 'server.pem'],
    ['client', 'cert.pem'],
  ] as const) {
    const key = name === 'client' ? 'key.pem' : 'server-key.pem';
    openssl(
      ...[...request, '-x509', '-days', '2', '-subj', `/CN=${name}`],
      ...['-addext', 'subjectAltName=IP:127.0.0.1'],
      ...['-CA', 'ca.pem', '-CAkey', 'ca-key.pem', '-keyout', key, '-out', cert],
    );
  }
}
