import assert from 'node:assert/strict';
import { sshArguments } from '../../../extension/core/engine/connect.ts';
import { parseEndpoint } from '../../../extension/core/engine/endpoint.ts';

describe('An address of an engine', () => {
  const check = (text: string, expected: object | undefined): void => {
    it(`${JSON.stringify(text)} is ${JSON.stringify(expected)}`, () => {
      const endpoint = parseEndpoint(text, 'DOCKER_HOST');
      const { address: _address, source: _source, ...rest } = endpoint ?? {};
      assert.deepEqual(endpoint && rest, expected);
    });
  };
  check('unix:///run/docker.sock', { kind: 'unix', path: '/run/docker.sock' });
  check('/run/docker.sock', { kind: 'unix', path: '/run/docker.sock' });
  check('unix://', { kind: 'unix', path: '/var/run/docker.sock' });
  check('npipe:////./pipe/docker_engine', { kind: 'npipe', path: '\\\\.\\pipe\\docker_engine' });
  check('tcp://10.0.0.5:2375', { kind: 'tcp', host: '10.0.0.5', port: 2375 });
  check('tcp://10.0.0.5', { kind: 'tcp', host: '10.0.0.5', port: 2375 });
  check('tcp://host:80', { kind: 'tcp', host: 'host', port: 80 });
  check('10.0.0.5:1234', { kind: 'tcp', host: '10.0.0.5', port: 1234 });
  check('tcp://[::1]:2375', { kind: 'tcp', host: '::1', port: 2375 });
  check('https://host', { kind: 'tcp', host: 'host', port: 2376, tls: { isVerified: true } });
  check('ssh://me@host:22/run/x.sock', {
    kind: 'ssh',
    host: 'host',
    port: 22,
    user: 'me',
    path: '/run/x.sock',
  });
  check('ssh://host', { kind: 'ssh', host: 'host' });
  check('ssh://-oProxyCommand=evil', undefined);
  check('ssh://-l@host', undefined);
  check('tcp://a b', undefined);
  check('gopher://host', undefined);

  it('with TLS has the port of TLS', () => {
    const endpoint = parseEndpoint('tcp://host', 'DOCKER_HOST', { isVerified: true });
    assert.equal(endpoint?.kind === 'tcp' && endpoint.port, 2376);
  });
});

describe('The ssh command', () => {
  const check = (address: string, expected: string): void => {
    it(`for ${address} ends in ${expected}`, () => {
      const endpoint = parseEndpoint(address, 'DOCKER_HOST');
      assert.ok(endpoint?.kind === 'ssh');
      assert.equal(sshArguments(endpoint).join(' '), expected);
    });
  };
  check('ssh://host', '-o ConnectTimeout=30 -T -- host docker system dial-stdio');
  check(
    'ssh://me@host:2222/run/podman.sock',
    '-l me -p 2222 -o ConnectTimeout=30 -T -- host docker --host unix:///run/podman.sock system dial-stdio',
  );
});
