import { once } from 'node:events';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { Duplex } from 'node:stream';
import { connect as connectTls, type ConnectionOptions } from 'node:tls';
import type { Endpoint } from './endpoint.ts';

/** Opens one connection to the engine, whatever the way; rejects with the system's error when nobody listens. */
export async function connect(endpoint: Endpoint): Promise<Duplex> {
  switch (endpoint.kind) {
    case 'unix':
    case 'npipe': {
      const socket = connectTcp({ path: endpoint.path, allowHalfOpen: true });
      await once(socket, 'connect');
      return socket;
    }
    case 'tcp': {
      const { host, port, tls } = endpoint;
      if (tls === undefined) {
        const socket = connectTcp({ host, port, allowHalfOpen: true, noDelay: true });
        await once(socket, 'connect');
        return socket;
      }
      const socket = connectTls({
        host,
        port,
        rejectUnauthorized: tls.isVerified,
        ...pem('ca', tls.caPath),
        ...pem('cert', tls.certPath),
        ...pem('key', tls.keyPath),
      });
      await once(socket, 'secureConnect');
      return socket;
    }
    case 'ssh':
      return connectSsh(endpoint);
  }
}

function pem(name: 'ca' | 'cert' | 'key', path: string | undefined): ConnectionOptions {
  return path === undefined ? {} : { [name]: readFileSync(path) };
}

/** As `docker` does it: the `ssh` program, and on the other side `docker system dial-stdio` (docker/cli, connhelper). */
async function connectSsh(endpoint: Extract<Endpoint, { kind: 'ssh' }>): Promise<Duplex> {
  const child = spawn('ssh', sshArguments(endpoint), { stdio: ['pipe', 'pipe', 'pipe'] });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (said: string) => {
    complaint = (complaint + said).slice(-1000);
  });
  await once(child, 'spawn');
  const { stdin, stdout } = child;
  const duplex = new Duplex({
    read: () => stdout.resume(),
    write: (chunk, _encoding, done) =>
      stdin.write(chunk, (error) => {
        if (!error) done();
      }),
    final: (done) => stdin.end(() => done()),
    destroy: (error, done) => {
      // The docker command takes note of a gentler signal, and stays.
      child.kill('SIGKILL');
      done(error);
    },
  });
  // A broken pipe only tells that ssh is ending; why, it says itself, and its end below.
  let broken: Error | undefined;
  stdin.on('error', (error) => (broken = error));
  stdout.on('data', (chunk) => {
    if (!duplex.push(chunk)) stdout.pause();
  });
  // Not at the end of its output: why it ended is known only when it has ended.
  child.once('close', (code) => {
    if (code) duplex.destroy(new Error(complaint.trim() || `ssh ended with ${code}`));
    else if (broken !== undefined) duplex.destroy(broken);
    else duplex.push(null);
  });
  return duplex;
}

/** The arguments of `ssh` for this endpoint. */
export function sshArguments(endpoint: Extract<Endpoint, { kind: 'ssh' }>): string[] {
  const { host, port, user, path } = endpoint;
  return [
    ...(user === undefined ? [] : ['-l', user]),
    ...(port === undefined ? [] : ['-p', String(port)]),
    '-o',
    'ConnectTimeout=30',
    '-T',
    '--',
    host,
    'docker',
    ...(path === undefined ? [] : ['--host', `unix://${path}`]),
    'system',
    'dial-stdio',
  ];
}
