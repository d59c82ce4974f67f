import assert from 'node:assert/strict';
import { engineNotAnswering } from '../../../extension/core/base/errors.ts';
import { parseEndpoint, type EndpointSource } from '../../../extension/core/engine/endpoint.ts';
import {
  describeAttempt,
  explainAttempt,
  fixFor,
  type Attempt,
} from '../../../extension/core/engine/find/whyNot.ts';

function attempt(code: string, source: EndpointSource = 'default', message = code): Attempt {
  const endpoint = parseEndpoint('unix:///x.sock', source);
  assert.ok(endpoint);
  const error = Object.assign(new Error(message), { code });
  return explainAttempt(endpoint, engineNotAnswering('x', error));
}

describe('Why an engine did not answer', () => {
  const check = (code: string, sentence: string): void => {
    it(`${code}: ${sentence}`, () => assert.equal(describeAttempt(attempt(code)), sentence));
  };
  check('ENOENT', 'unix:///x.sock: there is no such socket');
  check('EACCES', 'unix:///x.sock: permission denied');
  check('ECONNREFUSED', 'unix:///x.sock: nothing is listening');
  check('ENOTFOUND', 'unix:///x.sock: there is no host of this name');
  check('ETIMEDOUT', 'unix:///x.sock: no answer');
  check('CERT_HAS_EXPIRED', 'unix:///x.sock: no TLS connection (CERT_HAS_EXPIRED)');
  check('EWEIRD', 'unix:///x.sock: EWEIRD');
});

describe('What to do when no engine answers', () => {
  const check = (
    name: string,
    attempts: Attempt[],
    platform: NodeJS.Platform,
    fix: RegExp,
  ): void => {
    it(name, () => assert.match(fixFor(attempts, platform), fix));
  };
  check(
    'join the docker group, when one socket may not be used',
    [attempt('ENOENT'), attempt('EACCES'), attempt('ENOENT')],
    'linux',
    /usermod -aG docker/,
  );
  check('start it, when nothing listens', [attempt('ECONNREFUSED')], 'linux', /systemctl start/);
  check('install it, when there is none', [attempt('ENOENT')], 'linux', /apt-get install docker/);
  check('start Docker Desktop elsewhere', [attempt('ENOENT')], 'darwin', /Docker Desktop/);
  check('correct the setting', [attempt('ENOENT', 'setting')], 'linux', /isolab\.engine/);
  check('unset DOCKER_HOST', [attempt('ENOENT', 'DOCKER_HOST')], 'linux', /unset DOCKER_HOST/);
  check('leave the context', [attempt('ENOENT', 'context')], 'linux', /docker context use default/);
  check('look at the certificates', [attempt('ERR_TLS_CERT_ALTNAME_INVALID')], 'linux', /ca\.pem/);
});
