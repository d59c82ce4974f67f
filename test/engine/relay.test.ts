import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { silentLog } from '../../extension/core/base/log.ts';
import { openEngine, type Engine } from '../../extension/core/engine/engine.ts';
import type { RecordedCall } from '../../extension/core/engine/relay/recordedCall.ts';
import { openRelay, type Relay } from '../../extension/core/engine/relay/relay.ts';
import { startDocker, type Server } from './servers.ts';

const signal = AbortSignal.timeout(1_500_000);

interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

describe('The docker command through the relay', function () {
  this.timeout(120_000);
  let server: Server;
  let engine: Engine;
  let relay: Relay;
  let folder: string;
  const calls: RecordedCall[] = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'isolab-relay-'));
    server = await startDocker();
    engine = await openEngine(
      { setting: server.address, env: process.env, log: silentLog },
      signal,
    );
    await using machine = await openEngine({ env: process.env, log: silentLog }, signal);
    const saved = await machine.imageStore.save(['busybox:latest'], signal);
    await engine.imageStore.load(Readable.from(saved), () => {}, signal);
    relay = await openRelay(engine.endpoint, join(folder, 'own', 'r.sock'), silentLog);
    relay.onDidCall((call) => calls.push(call));
  });

  after(async () => {
    await relay[Symbol.asyncDispose]();
    await engine[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  function run(line: string, host: string, env: Record<string, string> = {}): Promise<Ended> {
    return new Promise((resolve) => {
      execFile(
        'sh',
        ['-c', line],
        {
          cwd: folder,
          env: { ...process.env, DOCKER_HOST: host, ...env },
          maxBuffer: 64 * 1024 * 1024,
        },
        (error, stdout, stderr) => {
          resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
        },
      );
    });
  }

  const through = (line: string): Promise<Ended> => run(line, relay.dockerHost);

  /** Runs the line with and without the relay: nobody may see a difference. Gives the outcome. */
  async function same(line: string): Promise<Ended> {
    const direct = await run(line, server.address);
    const relayed = await through(line);
    assert.deepEqual(relayed, direct);
    return relayed;
  }

  it('is only for this user', async () => {
    assert.equal((await stat(join(folder, 'own'))).mode & 0o777, 0o700);
    assert.equal((await stat(join(folder, 'own', 'r.sock'))).mode & 0o777, 0o600);
  });

  it('runs containers with the same output and exit code', async () => {
    const { code, stdout, stderr } = await same(
      'docker run --rm busybox sh -c "echo out; echo err >&2; exit 7"',
    );
    assert.deepEqual([code, stdout, stderr], [7, 'out\n', 'err\n']);
    await same('docker run --rm no-such-image');
    await same('docker run --rm busybox no-such-program');
    await same('docker rm nobody');
  });

  it('passes input, and its end', async () => {
    const { stdout } = await same('seq 200000 | docker run -i --rm busybox md5sum');
    assert.match(stdout, /^[0-9a-f]{32} /);
    await same('seq 5 | docker run -i --rm busybox cat');
    await same(
      'docker run -d --name execs busybox sleep 100 > /dev/null; seq 9 | docker exec -i execs cat; docker exec execs false; echo $?; docker rm -f execs',
    );
  });

  it('passes a terminal', async () => {
    const { stdout } = await same(
      `printf 'tty; echo $((6*7)); exit 3\\n' | script -qec 'docker run -it --rm busybox sh' /dev/null | grep -c '^42'; true`,
    );
    assert.equal(stdout, '1\n');
  });

  it('copies files and follows logs', async () => {
    await writeFile(join(folder, 'in.txt'), 'x'.repeat(300_000));
    await same(
      'docker create --name cp busybox > /dev/null; docker cp in.txt cp:/in.txt; docker cp cp:/in.txt out.txt; cmp in.txt out.txt && echo equal; docker rm cp',
    );
    await same(
      'docker run -d --name talks busybox sh -c "for i in 1 2 3; do echo $i; done; sleep 0.3; echo end" > /dev/null; docker logs -f talks; docker rm -f talks',
    );
  });

  it('builds, in the classic way', async () => {
    await writeFile(join(folder, 'Dockerfile'), 'FROM busybox\nCOPY in.txt /\nRUN wc -c in.txt\n');
    calls.length = 0;
    const { code, stdout } = await run('docker build -t built:1 -t built:2 .', relay.dockerHost, {
      DOCKER_BUILDKIT: '0',
    });
    assert.equal(code, 0, stdout);
    const made = calls.flatMap(({ created }) => created ?? []);
    const image = await engine.image('built:1', signal);
    assert.deepEqual(
      made.filter(({ kind }) => kind === 'image'),
      ['built:1', 'built:2'].map((name) => ({ kind: 'image', id: image?.id, name })),
    );
  });

  it('builds with BuildKit, whose connections are not HTTP after their upgrade', async () => {
    calls.length = 0;
    const { code, stderr } = await run(
      'cp in.txt more.txt; /usr/bin/docker build --progress plain -t kit:1 .',
      relay.dockerHost,
      { DOCKER_BUILDKIT: '1' },
    );
    assert.equal(code, 0, stderr);
    assert.ok(await engine.image('kit:1', signal));
    assert.ok(calls.some(({ path, status }) => path === '/session' && status === 101));
    assert.ok(calls.some(({ created }) => created?.name === 'kit:1'));
  });

  it('saves and loads 100 MB unchanged', async () => {
    const bigFile = 'FROM busybox\nRUN head -c 100000000 /dev/urandom > /big\n';
    await writeFile(join(folder, 'Big'), bigFile);
    await run('docker build -t big:1 -f Big .', server.address, { DOCKER_BUILDKIT: '0' });
    const direct = await checksum(server.address);
    assert.ok(direct.bytes > 100_000_000);
    assert.deepEqual(await checksum(relay.dockerHost), direct);
    calls.length = 0;
    const { stdout } = await through('docker save big:1 | docker load');
    assert.match(stdout, /Loaded image: big:1/);
    assert.deepEqual(
      calls.flatMap(({ created }) => created ?? []),
      [{ kind: 'image', id: '', name: 'big:1' }],
    );
  });

  function checksum(host: string): Promise<{ bytes: number; sum: string }> {
    return new Promise((resolve) => {
      const child = spawn('docker', ['save', 'big:1'], {
        env: { ...process.env, DOCKER_HOST: host },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const hash = createHash('sha256');
      let bytes = 0;
      child.stdout.on('data', (chunk: Buffer) => {
        bytes += chunk.length;
        hash.update(chunk);
      });
      child.once('close', () => resolve({ bytes, sum: hash.digest('hex') }));
    });
  }

  it('tells what was made, by its ID', async () => {
    calls.length = 0;
    await through(
      'docker network create n1; docker volume create v1; docker create --name c1 --network n1 -v v1:/v busybox; docker create busybox; docker tag busybox my/copy:3; docker commit c1 committed:1',
    );
    const made = calls.flatMap(({ created }) => created ?? []);
    const network = await engine.network('n1', signal);
    const container = await engine.container('c1', signal);
    const committed = await engine.image('committed:1', signal);
    assert.ok(made.some(({ kind, id }) => kind === 'network' && id === network?.id));
    assert.ok(made.some(({ kind, name }) => kind === 'volume' && name === 'v1'));
    assert.ok(made.some(({ id, name }) => name === 'c1' && id === container?.id));
    assert.ok(made.some(({ kind, name }) => kind === 'container' && name === ''));
    assert.ok(made.some(({ name }) => name === 'my/copy:3'));
    assert.ok(made.some(({ id, name }) => name === 'committed:1' && id === committed?.id));
    const create = calls.find(({ created }) => created?.name === 'c1');
    assert.equal((create?.request as { Image?: unknown }).Image, 'busybox');
    assert.equal(create?.path, '/containers/create');
    await through('docker rm $(docker ps -aq); docker network rm n1; docker volume rm v1');
  });

  it('tells nothing of what failed, and keeps no password', async () => {
    calls.length = 0;
    await through('docker create --name x no-such-image');
    await through('docker network create bridge; docker tag nothing other:1');
    await through('docker login -u me -p topsecret 127.0.0.1:1');
    assert.deepEqual(
      calls.flatMap(({ created }) => created ?? []),
      [],
    );
    assert.ok(calls.some(({ path }) => path === '/auth'));
    assert.doesNotMatch(JSON.stringify(calls), /topsecret/);
  });

  it('serves many at once', async () => {
    const lines = Array.from({ length: 12 }, (_, index) =>
      through(`docker run --rm --network none busybox echo ${index}`),
    );
    const ended = await Promise.all(lines);
    assert.deepEqual(
      ended.map(({ stdout }) => stdout.trim()),
      ended.map((_, index) => String(index)),
    );
  });

  it('hears in each of two windows what went through that one', async () => {
    const path = join(folder, 'own', 'second.sock');
    await using second = await openRelay(engine.endpoint, path, silentLog);
    const heard: Record<'first' | 'second', string[]> = { first: [], second: [] };
    const subscriptions = [
      relay.onDidHear(({ query }) => heard.first.push(query['name'] ?? '')),
      second.onDidHear(({ query }) => heard.second.push(query['name'] ?? '')),
    ];
    await Promise.all([
      through('docker create --name window1 busybox'),
      run('docker create --name window2 busybox', second.dockerHost),
    ]);
    for (const each of subscriptions) each.dispose();
    assert.ok(heard.first.includes('window1') && !heard.first.includes('window2'));
    assert.ok(heard.second.includes('window2') && !heard.second.includes('window1'));
    await through('docker rm window1 window2');
  });

  it('without an engine lets docker say so', async () => {
    const endpoint = { ...engine.endpoint, kind: 'unix' as const, path: join(folder, 'none') };
    await using lonely = await openRelay(endpoint, join(folder, 'own', 'l.sock'), silentLog);
    const { code, stderr } = await run('docker ps', lonely.dockerHost);
    assert.equal(code, 1);
    assert.notEqual(stderr, '');
  });

  it('leaves no socket, and takes the place of one that a crash left', async () => {
    const path = join(folder, 'own', 'again.sock');
    const first = await openRelay(engine.endpoint, path, silentLog);
    await assert.rejects(openRelay(engine.endpoint, path, silentLog), /Another window/);
    await first[Symbol.asyncDispose]();
    await assert.rejects(stat(path), /ENOENT/);
    await writeFile(path, '');
    const second = await openRelay(engine.endpoint, path, silentLog);
    await second[Symbol.asyncDispose]();
    await assert.rejects(
      openRelay(engine.endpoint, join(folder, 'x'.repeat(120)), silentLog),
      /too long/,
    );
  });
});
