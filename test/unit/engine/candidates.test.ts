import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { isError } from '../../../extension/core/base/errors.ts';
import {
  findCandidates,
  type Surroundings,
} from '../../../extension/core/engine/find/candidates.ts';

function around(over: Partial<Surroundings> & { files?: Record<string, string> }): Surroundings {
  const { files = {}, ...rest } = over;
  return {
    env: {},
    platform: 'linux',
    home: '/home/ada',
    userId: 1000,
    readText: (path) => files[path],
    ...rest,
  };
}

const addresses = (over: Parameters<typeof around>[0]): string[] =>
  findCandidates(around(over)).map(({ source, address }) => `${source} ${address}`);

const contextFolder = createHash('sha256').update('lab').digest('hex');
const meta = (docker: object): string =>
  JSON.stringify({ Name: 'lab', Metadata: {}, Endpoints: { docker } });

describe('Where the engine is looked for', () => {
  it('without a choice: the usual places on Linux, in order', () => {
    assert.deepEqual(addresses({ env: { XDG_RUNTIME_DIR: '/run/user/7' } }), [
      'default unix:///var/run/docker.sock',
      'rootless unix:///run/user/7/docker.sock',
      'desktop unix:///home/ada/.docker/run/docker.sock',
      'desktop unix:///home/ada/.docker/desktop/docker.sock',
      'colima unix:///home/ada/.colima/default/docker.sock',
      'rancher unix:///home/ada/.rd/docker.sock',
      'podman unix:///run/user/7/podman/podman.sock',
      'podman unix:///run/podman/podman.sock',
    ]);
    assert.ok(addresses({}).includes('rootless unix:///run/user/1000/docker.sock'));
  });

  it('on Windows: named pipes', () => {
    assert.deepEqual(
      findCandidates(around({ platform: 'win32', home: 'C:\\Users\\ada' })).map((found) =>
        found.kind === 'npipe' ? found.path : found,
      ),
      [
        '\\\\.\\pipe\\docker_engine',
        '\\\\.\\pipe\\dockerDesktopLinuxEngine',
        '\\\\.\\pipe\\podman-machine-default',
      ],
    );
  });

  it('on macOS: Docker Desktop, Colima, Rancher, Podman’s machine', () => {
    const found = addresses({ platform: 'darwin', home: '/Users/ada' });
    assert.ok(found.includes('colima unix:///Users/ada/.colima/default/docker.sock'));
    assert.match(found.at(-1) ?? '', /^podman .*machine\/podman\.sock$/);
  });

  it('with a setting: there and nowhere else', () => {
    assert.deepEqual(addresses({ setting: '/tmp/x.sock', env: { DOCKER_HOST: 'tcp://other' } }), [
      'setting unix:///tmp/x.sock',
    ]);
  });

  it('with DOCKER_HOST: there, whatever the context', () => {
    assert.deepEqual(addresses({ env: { DOCKER_HOST: 'tcp://h:1', DOCKER_CONTEXT: 'lab' } }), [
      'DOCKER_HOST tcp://h:1',
    ]);
  });

  it('with DOCKER_TLS_VERIFY: the certificates that are there', () => {
    const [found] = findCandidates(
      around({
        env: { DOCKER_HOST: 'tcp://h', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/certs' },
        files: { '/certs/ca.pem': 'x', '/certs/key.pem': 'x' },
      }),
    );
    assert.deepEqual(found?.kind === 'tcp' && found.tls, {
      caPath: '/certs/ca.pem',
      keyPath: '/certs/key.pem',
      isVerified: true,
    });
  });

  it('with DOCKER_TLS alone: TLS that trusts anybody, certificates from ~/.docker', () => {
    const [found] = findCandidates(
      around({
        env: { DOCKER_HOST: 'tcp://h:9', DOCKER_TLS: '1' },
        files: { '/home/ada/.docker/ca.pem': 'x' },
      }),
    );
    assert.deepEqual(found?.kind === 'tcp' && [found.port, found.tls], [
      9,
      { caPath: '/home/ada/.docker/ca.pem', isVerified: false },
    ]);
  });

  it('with the current context of config.json: its engine, with its certificates', () => {
    const folder = '/home/ada/.docker';
    const [found, ...more] = findCandidates(
      around({
        files: {
          [`${folder}/config.json`]: '{"currentContext":"lab"}',
          [`${folder}/contexts/meta/${contextFolder}/meta.json`]: meta({ Host: 'tcp://far:2376' }),
          [`${folder}/contexts/tls/${contextFolder}/docker/ca.pem`]: 'x',
        },
      }),
    );
    assert.deepEqual(more, []);
    assert.equal(found?.source, 'context');
    assert.deepEqual(found.kind === 'tcp' && found.tls, {
      caPath: `${folder}/contexts/tls/${contextFolder}/docker/ca.pem`,
      isVerified: true,
    });
  });

  it('with DOCKER_CONTEXT and DOCKER_CONFIG: that context in that folder', () => {
    assert.deepEqual(
      addresses({
        env: { DOCKER_CONTEXT: 'lab', DOCKER_CONFIG: '/cfg' },
        files: {
          '/cfg/config.json': '{"currentContext":"other"}',
          [`/cfg/contexts/meta/${contextFolder}/meta.json`]: meta({ Host: 'ssh://me@far' }),
        },
      }),
      ['context ssh://me@far'],
    );
  });

  it('on Windows a context is found with its own separators', () => {
    assert.deepEqual(
      addresses({
        platform: 'win32',
        home: 'C:\\Users\\ada',
        env: { DOCKER_CONTEXT: 'lab' },
        files: {
          [`C:\\Users\\ada\\.docker\\contexts\\meta\\${contextFolder}\\meta.json`]: meta({
            Host: 'npipe:////./pipe/other',
          }),
        },
      }),
      ['context npipe:////./pipe/other'],
    );
  });

  it('the context "default" and a broken config.json are no choice', () => {
    assert.equal(addresses({ env: { DOCKER_CONTEXT: 'default' } }).length, 8);
    assert.equal(addresses({ files: { '/home/ada/.docker/config.json': '{oh' } }).length, 8);
  });

  it('a context that does not exist, and an address that is none, are said to be so', () => {
    assert.throws(
      () => addresses({ env: { DOCKER_CONTEXT: 'gone' } }),
      (error) => isError(error, 'engine-context-missing'),
    );
    assert.throws(
      () => addresses({ env: { DOCKER_HOST: 'nonsense://x' } }),
      (error) => isError(error, 'engine-address-unreadable'),
    );
  });
});
