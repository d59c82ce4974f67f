import assert from 'node:assert/strict';
import fc from 'fast-check';
import { redactArgs, redactData, redactLine } from '../../../extension/core/base/redact.ts';

describe('A command line that is kept', () => {
  const check = (line: string, expected: string): void => {
    it(line, () => assert.equal(redactLine(line), expected));
  };
  const same = (line: string): void => check(line, line);

  check('docker login -u me -p hunter2 reg:5000', 'docker login -u me -p *** reg:5000');
  check('docker login -phunter2', 'docker login -p***');
  check('docker  login --password   "hun ter2"', 'docker  login --password   ***');
  check('docker login --password=hunter2 && ls', 'docker login --password=*** && ls');
  check('echo hunter2 | docker login --password-stdin', 'echo *** | docker login --password-stdin');
  check(
    'docker login -u me --password-stdin <<< hunter2',
    'docker login -u me --password-stdin <<< ***',
  );
  check('docker run -e DB_PASSWORD=hunter2 db', 'docker run -e DB_PASSWORD=*** db');
  check("docker run -e 'DB_PASS=hunter 2' db", 'docker run -e DB_PASS=*** db');
  check('docker run -e "API_KEY=hunter2" db', 'docker run -e API_KEY=*** db');
  check('docker run --env=GITHUB_TOKEN=hunter2 x', 'docker run --env=GITHUB_TOKEN=*** x');
  check('docker run -eMYSQL_PWD=hunter2 x', 'docker run -eMYSQL_PWD=*** x');
  check('docker run -e AWS_ACCESS_KEY_ID=hunter2 x', 'docker run -e AWS_ACCESS_KEY_ID=*** x');
  check('TOKEN=hunter2 make', 'TOKEN=*** make');
  check('export AWS_CREDENTIALS=hunter2; env', 'export AWS_CREDENTIALS=***; env');
  check(
    'docker run -e URL=postgres://app:hunter2@db/app x',
    'docker run -e URL=postgres://app:***@db/app x',
  );
  check('docker build --build-arg VERSION=hunter2 .', 'docker build --build-arg VERSION=*** .');
  check('docker build --build-arg=VERSION=hunter2 .', 'docker build --build-arg=VERSION=*** .');
  check(
    'docker volume create -o o=username=me,password=hunter2,vers=3',
    'docker volume create -o o=username=me,password=***,vers=3',
  );
  check(
    'docker exec db sh -c "mysql -phunter2 -e \'show tables\'"',
    "docker exec db sh -c 'mysql -p*** -e '\\''show tables'\\'''",
  );
  check('docker exec db mysql -uroot -phunter2', 'docker exec db mysql -uroot -p***');
  check('curl -u me:hunter2 http://x', 'curl -u *** http://x');
  check(
    'curl -H "Authorization: Bearer hunter2" http://x',
    "curl -H 'Authorization: ***' http://x",
  );
  check(
    `curl -d '{"user":"me","password":"hunter2"}' http://x`,
    `curl -d '{"user":"me","password":"***"}' http://x`,
  );
  check('docker swarm join --token SWMTKN-1-abc h:1', 'docker swarm join --token *** h:1');
  check('echo SWMTKN-1-abc-def', 'echo ***');
  check("docker login -p 'hunter2", 'docker login -p ***');

  same('docker run --rm -it -p 8080:80 -u 1000:1000 busybox sh -c "echo hi; exit 3"');
  same('docker run -e POSTGRES_PASSWORD_FILE=/run/secrets/pw -v secrets:/run/secrets db');
  same('docker build --secret id=token,src=./token -t site .');
  same('docker stack deploy --with-registry-auth site');
  same('docker run -e KEYBOARD=de -e AUTHOR=me -e PWD=/x busybox');
  same('docker attach --detach-keys ctrl-x web');
  same('docker exec -w /tmp web ls | wc -l > out.txt 2>&1 &');
  same('echo "it isn\'t" \\\n  over');
  same('');

  it('is unchanged where it has no secret, whatever it is, and ends soon', () => {
    const piece = fc.constantFrom(
      "'",
      '"',
      '\\',
      ' ',
      '\n',
      '\f',
      'a',
      '|',
      '<<<',
      '$(',
      ')',
      '=',
      'é',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        const line = pieces.join('');
        assert.equal(redactLine(line), line);
      }),
      { numRuns: 2000 },
    );
  });

  for (const piece of [
    'a',
    'a.',
    'a=',
    '; ',
    "'",
    '"',
    '\\',
    'eyJaaaaaaaa-',
    'a://a:',
    '- ',
    '"a":',
    'login -',
  ]) {
    it(`is done with soon, were it made of ${JSON.stringify(piece)} alone`, () => {
      assert.ok(redactLine(piece.repeat(50_000)).length > 0);
    });
  }

  it('never shows the password, however it is quoted', () => {
    const word = fc.constantFrom('hunter2', "'hunter2'", '"hunter2"', 'hun"ter2"', "hu'nter2'");
    const before = fc.constantFrom(
      'docker login -p ',
      'docker login --password=',
      'X_SECRET=',
      'echo a && docker run -e TOKEN=',
      'sudo docker login -u "me" --password ',
    );
    fc.assert(
      fc.property(before, word, fc.constantFrom('', ' x', ';x', '\n', '|cat'), (...parts) => {
        assert.doesNotMatch(redactLine(parts.join('')), /ter2/);
      }),
    );
  });
});

describe('The arguments of a program', () => {
  it('are kept without secrets', () => {
    assert.deepEqual(redactArgs(['/usr/bin/docker', 'login', '-u', 'me', '-p', 'hunter2', 'reg']), [
      '/usr/bin/docker',
      'login',
      '-u',
      'me',
      '-p',
      '***',
      'reg',
    ]);
    assert.deepEqual(redactArgs(['docker', 'run', '-e', 'A_TOKEN=hun ter2;x', 'b']), [
      'docker',
      'run',
      '-e',
      'A_TOKEN=***',
      'b',
    ]);
    assert.deepEqual(redactArgs(['runc', '--root', '/run/x', 'create', 'abc']), [
      'runc',
      '--root',
      '/run/x',
      'create',
      'abc',
    ]);
  });
});

describe('A body of the engine’s API', () => {
  it('is kept as deep as one can be', () => {
    const deep = JSON.parse('['.repeat(100_000) + ']'.repeat(100_000)) as unknown;
    assert.ok(JSON.stringify(redactData(deep)).length < 1000);
  });

  it('is kept without secrets', () => {
    const body = {
      Image: 'db',
      Env: ['POSTGRES_PASSWORD=hunter2', 'PATH=/bin', 'DSN=mysql://root:hunter2@db/x'],
      Labels: { 'com.example.api-key': 'hunter2', 'org.opencontainers.image.authors': 'me' },
      Cmd: ['redis-server', '--requirepass', 'hunter2'],
      Healthcheck: { Test: ['CMD-SHELL', 'redis-cli -a hunter2 ping'] },
      HostConfig: { Memory: 1, Binds: ['/run/secrets:/run/secrets'], PortBindings: null },
      AuthConfig: { username: 'me', password: 'hunter2' },
      DetachKeys: 'ctrl-x',
      Key: '-----BEGIN RSA PRIVATE KEY-----\nhunter2\n-----END RSA PRIVATE KEY-----',
    };
    const kept = redactData(body);
    assert.doesNotMatch(JSON.stringify(kept), /hunter2/);
    assert.deepEqual(kept, {
      ...body,
      Env: ['POSTGRES_PASSWORD=***', 'PATH=/bin', 'DSN=mysql://root:***@db/x'],
      Labels: { ...body.Labels, 'com.example.api-key': '***' },
      Cmd: ['redis-server', '--requirepass', '***'],
      Healthcheck: { Test: ['CMD-SHELL', 'redis-cli -a *** ping'] },
      AuthConfig: { username: 'me', password: '***' },
      Key: '***',
    });
  });
});
