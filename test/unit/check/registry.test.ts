import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { checkSchema, type Check } from '../../../extension/core/check/check.ts';
import { evaluateCheck } from '../../../extension/core/check/evaluate.ts';
import { gatherWorld } from '../../../extension/core/check/gather.ts';
import type { Verdict } from '../../../extension/core/check/verdict.ts';
import {
  digestOf,
  listOf,
  manifestOf,
  startRegistryServer,
  type RegistryServer,
  type RegistrySettings,
} from '../../fakes/registryServer.ts';
import { goneWorld } from '../../fakes/world.ts';

type Spec = Omit<NonNullable<Check['registry']>, 'at'>;

/** The verdict about the registry at this address, which is `AT` in what it says. */
async function judge(address: string, spec: Spec): Promise<Verdict> {
  const signal = AbortSignal.timeout(15_000);
  const unused = async (): Promise<never> => assert.fail('not asked');
  const world = gatherWorld({
    machine: { id: 'host', kind: 'host', run: unused, file: unused },
    answers: { of: () => undefined },
    signal,
  });
  const check = checkSchema.parse({ registry: { at: address, ...spec } });
  const text = JSON.stringify(await evaluateCheck(check, world, signal));
  return JSON.parse(text.replaceAll(address, 'AT')) as Verdict;
}

const hello = manifestOf('base', 'hello');
const site = manifestOf('base', 'runtime', 'site');
const arm = manifestOf('arm', 'runtime');
const images = {
  'hello:latest': hello,
  'hello:1.0': hello,
  'team/site:1.0': site,
  'team/site:arm': arm,
  'team/site:all': listOf(site, arm, manifestOf('not pushed')),
};
const as = { user: 'ada', password: 's3cret' };
const [short, shortOfSite] = [hello, site].map((each) => digestOf(each).slice(0, 19));

function itJudges(
  settings: RegistrySettings,
  cases: readonly (readonly [Spec, Verdict['status'], string])[],
): void {
  let server: RegistryServer;
  before(async () => {
    server = await startRegistryServer(settings);
  });
  after(() => server[Symbol.asyncDispose]());
  for (const [spec, status, observed] of cases) {
    it(`${status}: ${JSON.stringify(spec)}`, async () => {
      const verdict = await judge(server.address, spec);
      assert.deepEqual(
        { status: verdict.status, observed: verdict.observed.replace('The registry `AT` ', '') },
        { status, observed },
      );
      assert.doesNotMatch(JSON.stringify(verdict), /s3cret/);
    });
  }
}

describe('The check `registry`, where everybody is let in', () => {
  itJudges({ images }, [
    [{}, 'passed', 'answers'],
    [{ absent: true }, 'failed', 'exists'],
    [{ wantsLogin: false }, 'passed', 'answers, lets everybody in'],
    [{ wantsLogin: true }, 'failed', 'lets everybody in'],
    [{ repositories: ['team/site'] }, 'passed', 'answers, lists `hello`, `team/site`'],
    [{ repositories: ['team/other'] }, 'failed', 'lists `hello`, `team/site`'],
    [{ repositories: ['team/other'], absent: true }, 'passed', 'lists `hello`, `team/site`'],
    [{ tags: { hello: ['1.0'] } }, 'passed', 'answers, has `hello` with the tags `1.0`, `latest`'],
    [{ tags: { hello: ['2.0'] } }, 'failed', 'has `hello` with the tags `1.0`, `latest`'],
    [{ tags: { other: ['2.0'] } }, 'failed', 'has no `other`'],
    [{ image: { ref: 'hello' } }, 'passed', 'answers, has `hello`'],
    [{ image: { ref: 'hello:2.0' } }, 'failed', 'has no `hello:2.0`'],
    [{ image: { ref: 'hello:2.0' }, absent: true }, 'passed', 'has no `hello:2.0`'],
    [{ image: { ref: 'hello:1.0' }, absent: true }, 'failed', 'has `hello:1.0`'],
    [
      { image: { ref: 'hello:1.0', sameAs: 'hello' } },
      'passed',
      'answers, has `hello:1.0`, has one digest for `hello:1.0` and `hello`',
    ],
    [
      { image: { ref: 'hello:1.0', differs: `hello@${digestOf(hello)}` } },
      'failed',
      `has one digest for \`hello:1.0\` and \`hello@${digestOf(hello)}\``,
    ],
    [
      { image: { ref: 'hello', sameAs: 'team/site:1.0' } },
      'failed',
      `has \`hello\` as \`${short}\` and \`team/site:1.0\` as \`${shortOfSite}\``,
    ],
    [
      { image: { ref: 'hello', differs: 'team/site:1.0' } },
      'passed',
      `answers, has \`hello\`, has \`hello\` as \`${short}\` and \`team/site:1.0\` as \`${shortOfSite}\``,
    ],
    [{ image: { ref: 'hello', sameAs: 'hello:2.0' } }, 'failed', 'has no `hello:2.0`'],
    [
      { image: { ref: 'hello', shares: { with: 'team/site:1.0' } } },
      'passed',
      `answers, has \`hello\`, has layers that \`hello\` and \`team/site:1.0\` share: 1 (\`${digestOf(['base']).slice(0, 19)}\`)`,
    ],
    [
      { image: { ref: 'hello', shares: { with: 'team/site:1.0', layers: 2 } } },
      'failed',
      `has layers that \`hello\` and \`team/site:1.0\` share: 1 (\`${digestOf(['base']).slice(0, 19)}\`)`,
    ],
    [
      { image: { ref: 'hello', shares: { with: 'team/site:arm' } } },
      'failed',
      'has layers that `hello` and `team/site:arm` share: 0',
    ],
    [{ image: { ref: 'hello', shares: { with: 'hello:2.0' } } }, 'failed', 'has no `hello:2.0`'],
    [
      { image: { ref: 'team/site:all', shares: { with: 'team/site:arm', layers: 2 } } },
      'passed',
      `answers, has \`team/site:all\`, has layers that \`team/site:all\` and \`team/site:arm\` share: 2 (\`${digestOf(['runtime']).slice(0, 19)}\`, \`${digestOf(['arm']).slice(0, 19)}\`)`,
    ],
  ]);
});

describe('The check `registry`, where a login is wanted', () => {
  itJudges({ images, login: 'ada:s3cret' }, [
    [{ wantsLogin: true }, 'passed', 'answers, wants a login'],
    [{ wantsLogin: false }, 'failed', 'wants a login'],
    [{ as }, 'passed', 'answers, lets `ada` in'],
    [
      { as: { user: 'ada', password: 'wrong' } },
      'failed',
      'does not let `ada` in with this password',
    ],
    [{ as, image: { ref: 'hello' } }, 'passed', 'answers, lets `ada` in, has `hello`'],
    [{ image: { ref: 'hello' } }, 'failed', 'wants a login'],
    // Who is not let in does not know what is not there.
    [{ image: { ref: 'other' }, absent: true }, 'failed', 'wants a login'],
    [
      { as: { user: 'ada', password: 'wrong' }, image: { ref: 'other' }, absent: true },
      'failed',
      'does not let `ada` in with this password',
    ],
  ]);

  it('is shown by commands that hold no password', async () => {
    await using server = await startRegistryServer({ images, login: 'ada:s3cret' });
    const see = async (spec: Spec): Promise<unknown> => (await judge(server.address, spec)).see;
    assert.equal(await see({ wantsLogin: true }), 'curl -i http://AT/v2/');
    assert.equal(await see({ as, repositories: ['x'] }), 'curl -i -u ada http://AT/v2/_catalog');
    assert.equal(
      await see({ as, tags: { hello: ['1.0'] } }),
      'curl -i -u ada http://AT/v2/hello/tags/list',
    );
    assert.equal(
      await see({ as, image: { ref: 'team/site:all' } }),
      "curl -i -u ada -H 'Accept: application/vnd.oci.image.index.v1+json' http://AT/v2/team/site/manifests/all",
    );
  });
});

describe('The check `registry`, where there is none', () => {
  it('says so, and holds where none is wanted', async () => {
    const silence = 'Nobody answers on `http://127.0.0.1:1`: nothing listens there';
    for (const spec of [{}, { image: { ref: 'hello' }, absent: true as const }]) {
      const { status, observed } = await judge('127.0.0.1:1', spec);
      assert.deepEqual([status, observed.replace('AT', '127.0.0.1:1')], ['failed', silence]);
    }
    assert.equal((await judge('127.0.0.1:1', { absent: true })).status, 'passed');
  });

  it('tells another server from one, and gives it no password', async () => {
    await using server = await startRegistryServer({
      lies: {
        '/v2/': (response) => {
          response.removeHeader('docker-distribution-api-version');
          response.writeHead(200).end('<h1>Hello</h1>');
        },
      },
    });
    const { status, observed } = await judge(server.address, { as });
    assert.equal(status, 'failed');
    assert.equal(
      observed,
      'What answers on `http://AT` is no registry: to `/v2/` it says status 200.',
    );
    assert.deepEqual(server.asked, ['@/v2/']);
  });

  it('cannot look where the world has gone', async () => {
    const check = { registry: { at: 'localhost:5000' } };
    const { status } = await evaluateCheck(check, goneWorld(), AbortSignal.timeout(5_000));
    assert.equal(status, 'unable');
  });
});

describe('A registry that lies', () => {
  const endless = (response: ServerResponse): void => {
    const parts = function* (): Iterable<string> {
      for (;;) yield '['.repeat(10_000);
    };
    Readable.from(parts()).pipe(response);
  };
  const say =
    (body: string, headers: Record<string, string> = {}, status = 200) =>
    (response: ServerResponse): void => {
      response.writeHead(status, headers).end(body);
    };
  const [catalogue, list, manifest] = [
    '/v2/_catalog?n=100',
    '/v2/hello/tags/list',
    '/v2/hello/manifests/latest',
  ];
  const repositories = ['hello'];
  const tags = { hello: ['1.0'] };
  const image = { ref: 'hello', shares: { with: 'hello:1.0' } };
  const next = (target: string) =>
    say('{"repositories":["x"]}', { link: `<${target}>; rel="next"` });
  const tooMany = listOf(...Array.from({ length: 51 }, (_, each) => manifestOf(String(each))));
  const schema = 'it is not what the API says';
  const cases: readonly (readonly [string, Spec, RegistrySettings['lies'], string])[] = [
    ['with no JSON', { repositories }, { [catalogue]: say('<h1>') }, schema],
    ['with other JSON', { tags }, { [list]: say('{"tags":{"1.0":1}}') }, schema],
    ['without an end', { tags }, { [list]: endless }, 'it is longer than 64 KiB'],
    ['with silence', { tags }, { [list]: () => undefined }, 'no answer within 2 seconds'],
    [
      'with half an answer',
      { tags },
      { [list]: (r) => r.writeHead(200, { 'content-length': 9 }).write('{', () => r.destroy()) },
      'the connection was closed without an answer',
    ],
    ['with a failure', { image }, { [manifest]: say('', {}, 500) }, 'its status is 500'],
    [
      'with a failure of its login',
      { as },
      { '/v2/': (r, { headers }) => r.writeHead(headers.authorization ? 500 : 200).end('{}') },
      'its status is 500',
    ],
    [
      'with a wrong digest',
      { image },
      { [manifest]: say(JSON.stringify(hello), { 'docker-content-digest': digestOf(site) }) },
      `its digest is \`${digestOf(hello)}\` and not \`${digestOf(site)}\``,
    ],
    [
      'with content of another digest',
      { image: { ref: `hello@${digestOf(site)}` } },
      { [`/v2/hello/manifests/${digestOf(site)}`]: say(JSON.stringify(hello)) },
      `its digest is \`${digestOf(hello)}\` and not \`${digestOf(site)}\``,
    ],
    [
      'with an old manifest',
      { image },
      { [manifest]: say('{"schemaVersion":1,"fsLayers":[]}') },
      schema,
    ],
    [
      'with an image that is a list as well',
      { image },
      { [manifest]: say(JSON.stringify({ ...hello, ...listOf(site) })) },
      schema,
    ],
    [
      'with a digest that is a path',
      { image },
      { [manifest]: say('{"schemaVersion":2,"manifests":[{"digest":"sha256:../../x"}]}') },
      schema,
    ],
    [
      'with a list of too many',
      { image },
      { [manifest]: say(JSON.stringify(tooMany)) },
      'it lists more than 50 images',
    ],
    ['with no catalogue', { repositories }, { [catalogue]: say('', {}, 404) }, 'its status is 404'],
    [
      'with a page that is its own next',
      { repositories },
      { [catalogue]: next(catalogue) },
      'it has more than 20 pages',
    ],
    [
      'with a page elsewhere',
      { repositories },
      { [catalogue]: next('http://127.0.0.1:1/v2/_catalog') },
      'its next page is said to be `http://127.0.0.1:1/v2/_catalog`',
    ],
    [
      'with a page that is none',
      { repositories },
      { [catalogue]: next('http://[') },
      'its next page is said to be `http://[`',
    ],
  ];
  for (const [what, spec, lies = {}, reason] of cases) {
    it(`${what}, cannot be looked at`, async () => {
      await using server = await startRegistryServer({ images, lies });
      const { status, observed } = await judge(server.address, spec);
      assert.equal(status, 'unable');
      assert.ok(observed.includes(`: ${reason}.`), observed);
    });
  }

  it('is not followed to another server', async () => {
    await using other = await startRegistryServer({ images });
    await using server = await startRegistryServer({
      login: 'ada:s3cret',
      lies: {
        [manifest]: (response, { url }) => {
          response.writeHead(307, { location: `http://${other.address}${url}` }).end();
        },
      },
    });
    const { status, observed } = await judge(server.address, { as, image: { ref: 'hello' } });
    assert.equal(status, 'unable');
    assert.match(observed, /its status is 307/);
    assert.deepEqual(other.asked, []);
  });

  it('cannot hide what it is called', async () => {
    const lies = { [catalogue]: say(JSON.stringify({ repositories: ['a`\u001b[2J\u202e'] })) };
    await using server = await startRegistryServer({ lies });
    const { observed } = await judge(server.address, { repositories });
    assert.equal(observed, 'The registry `AT` lists `aˋ␛[2J\\u{202e}`');
  });
});

describe('A large or empty catalogue', () => {
  it('is read page by page', async () => {
    const many = Array.from({ length: 250 }, (_, index) => [`team/r${index}:1`, hello]);
    await using server = await startRegistryServer({
      login: 'ada:s3cret',
      images: Object.fromEntries(many) as Record<string, object>,
    });
    const { status } = await judge(server.address, { as, repositories: ['team/r0', 'team/r99'] });
    assert.equal(status, 'passed');
    assert.equal(server.asked.filter((each) => each.startsWith('ada:s3cret@/v2/_cat')).length, 3);
  });

  it('may be null, as the tags of a repository may whose last one is gone', async () => {
    await using server = await startRegistryServer({
      lies: {
        '/v2/_catalog?n=100': (response) => response.end('{"repositories":null}'),
        '/v2/hello/tags/list': (response) => response.end('{"name":"hello","tags":null}'),
      },
    });
    const catalogue = await judge(server.address, { repositories: ['hello'] });
    assert.equal(catalogue.observed, 'The registry `AT` lists nothing');
    const tags = await judge(server.address, { tags: { hello: ['1.0'] } });
    assert.equal(tags.observed, 'The registry `AT` has `hello` with the tags none');
  });
});

describe('What a check may ask of a registry', () => {
  const accepts = (registry: object): boolean => checkSchema.safeParse({ registry }).success;

  it('is asked on this machine only', () => {
    for (const at of ['localhost:5000', '127.0.0.1:5000', '127.1.2.3:80', '[::1]:5000']) {
      assert.ok(accepts({ at }), at);
    }
    const elsewhere = [
      ...['localhost', 'registry-1.docker.io:443', '10.0.0.1:5000', '0.0.0.0:5000', '[::]:5000'],
      ...[
        'localhost.evil.org:80',
        '127.0.0.1.evil.org:80',
        'x@localhost:5000',
        'http://localhost:5000',
      ],
      ...['localhost:5000/x', 'localhost:5000@evil.org', '128.0.0.1:5000', 'localhost:5000\n'],
    ];
    for (const at of elsewhere) assert.ok(!accepts({ at }), at);
  });

  it('has names as registries take them, without the address', () => {
    const at = 'localhost:5000';
    for (const ref of ['hello', 'team/a__b:1.0', `a/b/c@${digestOf(hello)}`]) {
      assert.ok(accepts({ at, image: { ref } }), ref);
    }
    for (const ref of [
      'localhost:5000/hello',
      'Hello',
      '../x',
      'a//b',
      'a:b:c',
      'a?x',
      'a@sha256:1',
      '',
    ]) {
      assert.ok(!accepts({ at, image: { ref } }), ref);
    }
    assert.ok(!accepts({ at, repositories: ['hello:1.0'] }));
    assert.ok(!accepts({ at, tags: { '../x': ['1'] } }));
    assert.ok(!accepts({ at, tags: { hello: [] } }));
    assert.ok(!accepts({ at, as: { user: 'a:b', password: 'x' } }));
  });
});
