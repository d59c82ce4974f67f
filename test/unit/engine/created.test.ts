import assert from 'node:assert/strict';
import { findCreated } from '../../../extension/core/engine/relay/created.ts';
import { parseTarget } from '../../../extension/core/engine/relay/exchange.ts';
import { OpenCall } from '../../../extension/core/engine/relay/openCall.ts';

const now = Date.now();

interface Said {
  readonly method?: string;
  readonly status?: number;
  readonly requestBody?: string;
  readonly answerBody?: string;
}

function heard(target: string, said: Said): OpenCall {
  const { method = 'POST', status = 200, requestBody = '', answerBody = '' } = said;
  const { path, query } = parseTarget(target);
  const call = new OpenCall(method, path, query);
  call.send(Buffer.from(requestBody));
  call.finishRequest();
  call.beginAnswer(status, now);
  call.receive(Buffer.from(answerBody));
  call.end();
  return call;
}

const id = `sha256:${'ab'.repeat(32)}`;

describe('What a call made', () => {
  const check = (name: string, target: string, said: Said, expected: string[]): void => {
    it(name, () => {
      const made = findCreated(heard(target, said));
      assert.deepEqual(
        made.map(({ kind, id, name }) => `${kind} ${id} ${name}`.trim()),
        expected,
      );
    });
  };

  check(
    'a container with its name',
    '/v1.41/containers/create?name=web',
    { status: 201, answerBody: '{"Id":"c1"}' },
    ['container c1 web'],
  );
  check(
    'a service with its name',
    '/services/create',
    { status: 201, requestBody: '{"Name":"web"}', answerBody: '{"ID":"s1"}' },
    ['service s1 web'],
  );
  check(
    'a secret, of which nothing that was asked is kept',
    '/secrets/create',
    { status: 201, requestBody: '{"Name":"key","Data":"eA=="}', answerBody: '{"ID":"k1"}' },
    ['secret k1'],
  );
  check('a swarm', '/v1.41/swarm/init', { answerBody: '"n1"' }, ['swarm  swarm']);
  check('no swarm, when there is one', '/swarm/init', { status: 503, answerBody: '{}' }, []);
  check(
    'a container that the engine names',
    '/containers/create',
    { status: 201, answerBody: '{"Id":"c1"}' },
    ['container c1'],
  );
  check(
    'nothing, when the name is taken',
    '/containers/create?name=web',
    { status: 409, answerBody: '{"message":"x"}' },
    [],
  );
  check(
    'nothing, when the answer is no JSON',
    '/containers/create',
    { status: 201, answerBody: '{"Id":' },
    [],
  );
  check(
    'a network',
    '/networks/create',
    { status: 201, requestBody: '{"Name":"n"}', answerBody: '{"Id":"n1"}' },
    ['network n1 n'],
  );
  check(
    'a volume',
    '/volumes/create',
    {
      status: 201,
      answerBody: `{"Name":"v","CreatedAt":"${new Date(now - (now % 1000)).toISOString()}"}`,
    },
    ['volume v v'],
  );
  check(
    'no volume that was there before',
    '/volumes/create',
    { status: 201, answerBody: '{"Name":"v","CreatedAt":"2020-01-01T00:00:00Z"}' },
    [],
  );
  check(
    'a build with two tags',
    '/build?t=a&t=b%3A2',
    { answerBody: `{"stream":"x"}\n{"aux":{"ID":"${id}"}}\n` },
    [`image ${id} a:latest`, `image ${id} b:2`],
  );
  check('a build without a tag', '/build', { answerBody: `{"aux":{"ID":"${id}"}}` }, [
    `image ${id}`,
  ]);
  check(
    'nothing of a build that failed',
    '/build?t=a',
    { answerBody: '{"errorDetail":{"message":"x"},"error":"x"}' },
    [],
  );
  check(
    'the container in which the last step of a build failed',
    '/build?t=a',
    {
      answerBody: [
        '{"stream":" ---\\u003e Running in cee2d646bc5e\\n"}',
        '{"stream":"Removing intermediate container cee2d646bc5e\\n"}',
        '{"stream":" ---\\u003e Running in c4373c286fde\\n"}',
        '{"errorDetail":{"message":"x"},"error":"x"}',
      ].join('\n'),
    },
    ['container c4373c286fde'],
  );
  check(
    'a pull',
    '/images/create?fromImage=busybox&tag=1.36',
    { answerBody: '{"status":"Status: Downloaded newer image for busybox:1.36"}' },
    ['image  busybox:1.36'],
  );
  check(
    'a pull from another registry',
    '/images/create?fromImage=docker.io%2Flibrary%2Fbusybox&tag=latest',
    { answerBody: '{"status":"Download complete"}' },
    ['image  busybox:latest'],
  );
  check(
    'nothing of a pull that found it there',
    '/images/create?fromImage=busybox&tag=latest',
    { answerBody: '{"status":"Status: Image is up to date for busybox:latest"}' },
    [],
  );
  check(
    'an import',
    '/images/create?fromSrc=-&repo=base&tag=1',
    { answerBody: `{"status":"${id}"}` },
    [`image ${id} base:1`],
  );
  check('a tag', '/images/busybox/tag?repo=my%2Fown&tag=2', { status: 201 }, ['image  my/own:2']);
  check(
    'a commit',
    '/commit?container=c1&repo=mine&tag=',
    { status: 201, answerBody: `{"Id":"${id}"}` },
    [`image ${id} mine:latest`],
  );
  check(
    'two loaded images',
    '/images/load?quiet=1',
    { answerBody: `{"stream":"Loaded image: a:1\\n"}\n{"stream":"Loaded image ID: ${id}\\n"}` },
    ['image  a:1', `image ${id}`],
  );
  check('nothing by other calls', '/containers/c1/start', { status: 204 }, []);
  check(
    'nothing by reading',
    '/containers/create',
    { method: 'GET', answerBody: '{"Id":"c1"}' },
    [],
  );
});

describe('A request target', () => {
  const check = (target: string, path: string): void => {
    it(`${target} is ${path}`, () => assert.equal(parseTarget(target).path, path));
  };
  check('/v1.41/containers/json?all=1', '/containers/json');
  check('/containers/json', '/containers/json');
  check('/v4.0.0/libpod/info', '/libpod/info');
  check('/volumes/v1', '/volumes/v1');
  check('/v1.24', '/v1.24');
});
