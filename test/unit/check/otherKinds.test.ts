import assert from 'node:assert/strict';
import { containerFacts } from '../../fakes/facts.ts';
import { itJudges, judge } from './expectVerdict.ts';

const site = containerFacts();
const stopped = containerFacts({ id: 's', name: 'stopped', state: 'exited', pid: 0 });

describe('The check `file`', () => {
  itJudges({ files: { Dockerfile: 'FROM scratch\nCOPY app.py .\n' } }, [
    [{ file: { path: 'Dockerfile' } }, 'passed', '`Dockerfile` exists'],
    [{ file: { path: 'app.py' } }, 'failed', 'There is no `app.py` in your folder.'],
    [{ file: { path: 'app.py', absent: true } }, 'passed', 'There is no `app.py` in your folder.'],
    [{ file: { path: 'Dockerfile', absent: true } }, 'failed', '`Dockerfile` exists'],
    [
      { file: { path: 'Dockerfile', contains: 'COPY' } },
      'passed',
      '`Dockerfile` has text containing `COPY`',
    ],
    [
      { file: { path: 'Dockerfile', matches: '^CMD' } },
      'failed',
      '`Dockerfile` has no text matching `^CMD`',
    ],
    [
      { file: { path: 'Dockerfile', lacks: { contains: 'scratch' } } },
      'failed',
      '`Dockerfile` has text containing `scratch`',
    ],
    [{ file: { path: 'Dockerfile', kind: 'folder' } }, 'failed', '`Dockerfile` is a file'],
    [
      { file: { path: 'Dockerfile', mode: '0755' } },
      'failed',
      '`Dockerfile` has the permissions 0644',
    ],
    [
      { file: { path: 'Dockerfile', mode: '644' } },
      'passed',
      '`Dockerfile` has the permissions 0644',
    ],
  ]);
});

describe('The check `command`', () => {
  const commands = {
    'cat x': { stdout: 'hello\n' },
    'false ': { exitCode: 1 },
    'cat y': { exitCode: 1, stderr: 'cat: y: No such file\n' },
    'missing ': { exitCode: undefined, failure: 'ENOENT' },
    'site: hostname ': { stdout: 'c0ffee\n' },
    'site: hostname': { stdout: 'c0ffee\n' },
    missing: { exitCode: undefined, failure: 'ENOENT' },
  };
  itJudges({ containers: [site, stopped], commands }, [
    [{ command: { run: ['cat', 'x'] } }, 'passed', '`cat x` ended with exit code 0'],
    [
      { command: { run: ['cat', 'x'], stdout: 'hello' } },
      'passed',
      '`cat x` ended with exit code 0, wrote `hello`',
    ],
    [{ command: { run: ['cat', 'x'], stdout: 'bye' } }, 'failed', '`cat x` wrote `hello`'],
    [
      { command: { run: ['cat', 'y'] } },
      'failed',
      '`cat y` ended with exit code 1 (`cat: y: No such file`)',
    ],
    [
      { command: { run: ['cat', 'y'], exitCode: { above: 0 }, stderr: { contains: 'No such' } } },
      'passed',
      '`cat y` ended with exit code 1 (`cat: y: No such file`), wrote `cat: y: No such file`',
    ],
    [
      { command: { run: ['hostname'], in: 'container:site', stdout: 'c0ffee' } },
      'passed',
      '`hostname` ended with exit code 0, wrote `c0ffee`',
    ],
    [
      { command: { run: ['hostname'], in: 'container:stopped' } },
      'failed',
      '`stopped` is not running (exited).',
    ],
    [
      { command: { run: ['missing'] } },
      'unable',
      '`missing` did not run: ENOENT. Look whether the program is installed on this machine.',
    ],
  ]);

  it('can be typed as it ran, also where a word holds quotes', async () => {
    const check = { command: { run: ['sh', '-c', "echo 'it'"], in: 'container:site' } };
    const { see } = await judge(check, { containers: [site] });
    assert.equal(see, `docker exec site sh -c 'echo '\\''it'\\'''`);
  });
});

describe('The check `http`', () => {
  const http = {
    'GET http://localhost:1/': {
      ...{ status: 200, body: '<h1>Hello</h1>\n' },
      headers: { server: 'httpd' },
    },
    'HEAD http://localhost:1/': { status: 200, headers: {}, body: '' },
    'GET http://localhost:1/x': { status: 404, headers: {}, body: 'no' },
  };
  itJudges({ http }, [
    [
      { http: { url: 'http://localhost:1/' } },
      'passed',
      '`http://localhost:1/` answers with status 200',
    ],
    [
      { http: { url: 'http://localhost:1/x' } },
      'failed',
      '`http://localhost:1/x` answers with status 404',
    ],
    [
      { http: { url: 'http://localhost:1/x', status: 404 } },
      'passed',
      '`http://localhost:1/x` answers with status 404',
    ],
    [
      { http: { url: 'http://localhost:1/', body: { contains: 'Bye' } } },
      'failed',
      '`http://localhost:1/` sends `<h1>Hello</h1>`',
    ],
    [
      { http: { url: 'http://localhost:1/', method: 'HEAD', body: { contains: 'Hello' } } },
      'failed',
      '`http://localhost:1/` sends nothing',
    ],
    [
      { http: { url: 'http://localhost:1/', headers: { Server: { contains: 'http' } } } },
      'passed',
      '`http://localhost:1/` answers with status 200, sends the header `Server` `httpd`',
    ],
    [
      { http: { url: 'http://localhost:1/', headers: { etag: 'x' } } },
      'failed',
      '`http://localhost:1/` sends no header `etag`',
    ],
    [
      { http: { url: 'http://localhost:2/' } },
      'failed',
      'Nobody answers on `http://localhost:2/`: nothing listens there',
    ],
    [
      { http: { url: 'http://localhost:2/', absent: true } },
      'passed',
      'Nobody answers on `http://localhost:2/`: nothing listens there',
    ],
    [
      { http: { url: 'http://localhost:1/', absent: true } },
      'failed',
      '`http://localhost:1/` answers with status 200.',
    ],
  ]);
});

describe('The check `log`', () => {
  itJudges({ containers: [site, stopped], logs: { site: 'tick 1\ntick 2\r\nbye\n' } }, [
    [
      { log: { container: 'site', contains: 'tick' } },
      'passed',
      'Of the lines of `site`, 2 of 3 fit; the last one is `bye`.',
    ],
    [
      { log: { container: 'site', matches: '^tick \\d$', count: 2 } },
      'passed',
      'Of the lines of `site`, 2 of 3 fit; the last one is `bye`.',
    ],
    [
      { log: { container: 'site', contains: 'tick', count: { atLeast: 3 } } },
      'failed',
      'Of the lines of `site`, 2 of 3 fit; the last one is `bye`.',
    ],
    [
      { log: { container: 'site', contains: 'tock' } },
      'failed',
      'Of the lines of `site`, 0 of 3 fit; the last one is `bye`.',
    ],
    [{ log: { container: 'stopped', contains: 'x' } }, 'failed', '`stopped` has written nothing.'],
    [
      { log: { container: 'gone', contains: 'x' } },
      'failed',
      'There is no container named `gone`.',
    ],
  ]);
});

describe('The check `question`', () => {
  const answers = {
    right: { text: '2', isRight: true, rightAnswer: '2' },
    wrong: { text: '<b>3</b>', isRight: false, rightAnswer: '2' },
  };
  const cases = [
    ['right', 'passed', 'You answered `2`.'],
    ['wrong', 'failed', 'You answered `<b>3</b>`, which is not right.'],
    ['open', 'failed', 'It is not answered yet.'],
  ] as const;
  for (const [id, status, observed] of cases) {
    it(`${status}: ${id}`, async () => {
      const verdict = await judge({ question: id }, { answers });
      assert.deepEqual([verdict.status, verdict.observed], [status, observed]);
    });
  }
});
