import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { askHttp } from '../../../extension/core/check/httpAnswer.ts';
import { gatherWorld, type WorldSources } from '../../../extension/core/check/gather.ts';
import { readWorkFile } from '../../../extension/core/machine/workFile.ts';
import { containerFacts, imageFacts, kernelSnapshot } from '../../fakes/facts.ts';

describe('A file of the working folder', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'isolab-work-'));
    await mkdir(join(folder, 'work', 'sub'), { recursive: true });
    await writeFile(join(folder, 'secret'), 'secret');
    await writeFile(join(folder, 'work', 'own'), 'own', { mode: 0o600 });
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is read with its kind and its permissions', async () => {
    const work = join(folder, 'work');
    assert.deepEqual(await readWorkFile(work, 'own'), { text: 'own', mode: 0o600, kind: 'file' });
    assert.equal((await readWorkFile(work, 'sub'))?.kind, 'folder');
    assert.equal(await readWorkFile(work, 'none'), undefined);
    assert.equal(await readWorkFile(work, 'own/inner'), undefined);
  });

  it('is refused where a link or the path leads out', async () => {
    const work = join(folder, 'work');
    await symlink('../secret', join(work, 'link'));
    await symlink('own', join(work, 'inner'));
    await symlink('loop', join(work, 'loop'));
    await assert.rejects(readWorkFile(work, 'link'), { code: 'outside-work-folder' });
    await assert.rejects(readWorkFile(work, '../secret'), { code: 'outside-work-folder' });
    await assert.rejects(readWorkFile(work, '/etc/passwd'), { code: 'outside-work-folder' });
    assert.equal((await readWorkFile(work, 'inner'))?.text, 'own');
    assert.equal(await readWorkFile(work, 'loop'), undefined);
  });

  it('is read in part when it is huge', async () => {
    await writeFile(join(folder, 'work', 'huge'), 'x'.repeat(10_000_000));
    assert.equal((await readWorkFile(join(folder, 'work'), 'huge'))?.text.length, 65_536);
  });

  it('cannot be looked at when the folder is gone', async () => {
    await assert.rejects(readWorkFile(join(folder, 'gone'), 'x'), { code: 'work-folder-gone' });
  });
});

describe('An answer of a server', () => {
  const server = createServer((request, response) => {
    if (request.url === '/drop') request.socket.destroy();
    else if (request.url === '/huge') response.end('x'.repeat(1_000_000));
    else if (request.url === '/moved') response.writeHead(302, { location: '/' }).end();
    else if (request.url !== '/silent') response.setHeader('x-by', 'isolab').end('hello');
  });
  let url = '';
  before(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });
  const ask = (path: string): ReturnType<typeof askHttp> =>
    askHttp(url + path, 'GET', AbortSignal.timeout(10_000));

  it('has status, headers and body, at most 64 KiB of it; redirections are not followed', async () => {
    const answer = await ask('/');
    assert.ok('status' in answer);
    assert.deepEqual(
      [answer.status, answer.headers['x-by'], answer.body],
      [200, 'isolab', 'hello'],
    );
    const huge = await ask('/huge');
    assert.equal('body' in huge && huge.body.length, 65_536);
    const moved = await ask('/moved');
    assert.equal('status' in moved && moved.status, 302);
  });

  it('may not come, and then there are words for it', async () => {
    assert.deepEqual(await ask('/drop'), {
      failure: 'the connection was closed without an answer',
    });
    assert.deepEqual(await ask('/silent'), { failure: 'no answer within 2 seconds' });
    const nobody = await askHttp('http://127.0.0.1:1/', 'GET', AbortSignal.timeout(10_000));
    assert.deepEqual(nobody, { failure: 'nothing listens there' });
  }).timeout(10_000);

  it('is not waited for when nobody wants it any more', async () => {
    await assert.rejects(askHttp(`${url}/silent`, 'GET', AbortSignal.timeout(50)));
  });
});

const gone = async (): Promise<never> => {
  throw new Error('nobody asks for that');
};
const noFacts = {
  ...{ containers: gone, container: gone, network: gone, volume: gone },
  ...{ containerLog: gone, exec: gone, swarm: { membership: gone, service: gone } },
};

describe('The world', () => {
  it('asks for each fact once, until it is looked at anew', async () => {
    const asked: string[] = [];
    const asks = <T>(name: string, value: T) => {
      return async (): Promise<T> => {
        asked.push(name);
        return value;
      };
    };
    const result = { exitCode: 0, stdout: 'x'.repeat(100_000), stderr: '' };
    const sources: WorldSources = {
      engine: {
        containers: asks('containers', [containerFacts(), containerFacts({ id: 'other' })]),
        container: asks('container', containerFacts()),
        image: asks('image', undefined),
        network: asks('network', undefined),
        volume: asks('volume', undefined),
        containerLog: asks('log', ''),
        exec: asks('exec', result),
        swarm: { membership: gone, service: asks('service', undefined) },
      },
      probe: {
        snapshot: asks('snapshot', kernelSnapshot()),
        process: asks('process', undefined),
        network: asks('networkOf', undefined),
        cgroups: asks('cgroups', []),
      },
      machine: {
        ...{ id: 'host', kind: 'host' },
        run: asks('run', result),
        file: asks('file', undefined),
      },
      answers: { of: () => undefined },
      isOwned: ({ id }) => id === 'c0ffee',
      signal: AbortSignal.timeout(5_000),
    };
    const world = gatherWorld(sources);
    const command = { program: 'ls', args: [] };
    for (let round = 0; round < 2; round += 1) {
      assert.equal((await world.containers()).length, 1);
      await world.container('site');
      await world.kernel();
      assert.equal((await world.run(command)).stdout.length, 65_536);
      await world.runIn('site', command);
    }
    assert.deepEqual(asked, ['containers', 'container', 'snapshot', 'run', 'exec']);
    await world.container('other');
    await world.again().container('site');
    assert.deepEqual(asked.slice(5), ['container', 'container']);
  });

  it('reads the layers of the image that a name means now', async () => {
    const ids: string[] = [];
    const site = { platform: 'linux/amd64', layers: [], empty: [] };
    const sources: WorldSources = {
      engine: { ...noFacts, image: async (name) => (name === 'site' ? imageFacts() : undefined) },
      readings: {
        async layersOf(id) {
          ids.push(id);
          return site;
        },
      },
      machine: { id: 'host', kind: 'host', run: gone, file: gone },
      answers: { of: () => undefined },
      signal: AbortSignal.timeout(5_000),
    };
    assert.equal(await gatherWorld(sources).layers('site'), site);
    assert.equal(await gatherWorld(sources).layers('gone'), undefined);
    assert.deepEqual(ids, ['sha256:b0']);
    const without = gatherWorld({ ...sources, engine: undefined, readings: undefined });
    await assert.rejects(without.layers('site'), { code: 'no-engine-here' });
  });
});
