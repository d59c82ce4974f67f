import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '../../extension/core/base/log.ts';
import { openEngine, type Engine } from '../../extension/core/engine/engine.ts';
import { solvePath } from '../../extension/core/engine/relay/exchange.ts';
import type { AskedCall, RecordedCall } from '../../extension/core/engine/relay/recordedCall.ts';
import { openRelay, type Relay } from '../../extension/core/engine/relay/relay.ts';
import { debianProgram } from './debianProgram.ts';
import { startDocker, type Server } from './servers.ts';

const signal = AbortSignal.timeout(1_500_000);

describe('A modern docker build through the relay', function () {
  this.timeout(120_000);
  let server: Server;
  let engine: Engine;
  let relay: Relay;
  let folder: string;
  const announced: AskedCall[] = [];
  let calls: RecordedCall[] = [];

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'isolab-buildx-'));
    const plugins = join(folder, 'config/cli-plugins');
    await mkdir(plugins, { recursive: true });
    const path = 'usr/libexec/docker/cli-plugins/docker-buildx';
    const buildx = await debianProgram('trixie', 'docker-buildx', path);
    await symlink(buildx, join(plugins, 'docker-buildx'));
    await writeFile(join(folder, 'Dockerfile'), 'FROM scratch\nCOPY Dockerfile /\n');
    await writeFile(join(folder, 'Other'), 'FROM scratch\nCOPY Other /\n');
    await writeFile(join(folder, 'Broken'), 'FROM scratch\nCOPY nothing /\n');
    server = await startDocker();
    engine = await openEngine(
      { setting: server.address, env: process.env, log: silentLog },
      signal,
    );
    relay = await openRelay(engine.endpoint, join(folder, 'own/r.sock'), silentLog, (asked) => {
      announced.push(asked);
      return Promise.resolve();
    });
    relay.onDidCall((call) => calls.push(call));
  });

  after(async () => {
    await relay[Symbol.asyncDispose]();
    await engine[Symbol.asyncDispose]();
    await server[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  });

  beforeEach(() => {
    calls = [];
  });

  function docker(...args: string[]): Promise<{ code: number; stderr: string }> {
    const env = {
      ...process.env,
      DOCKER_HOST: relay.dockerHost,
      DOCKER_CONFIG: join(folder, 'config'),
    };
    return new Promise((resolve) => {
      execFile('docker', args, { cwd: folder, env }, (error, _, stderr) =>
        resolve({ code: Number(error?.code ?? 0), stderr }),
      );
    });
  }

  const made = (): string[] =>
    calls.flatMap(({ created }) =>
      created ? `${created.kind} ${created.name} ${created.id}` : [],
    );

  async function idOf(tag: string): Promise<string> {
    const image = await engine.image(tag, signal);
    assert.ok(image, `${tag} is not there`);
    return image.id;
  }

  it('tells each name of the image, with its ID, and can have it removed', async () => {
    const { code, stderr } = await docker('buildx', 'build', '-t', 'web:1', '-t', 'web', '.');
    assert.equal(code, 0, stderr);
    assert.ok(calls.some(({ path, status }) => path === '/grpc' && status === 101));
    const id = await idOf('web:1');
    assert.deepEqual(made(), [`image web:1 ${id}`, `image web:latest ${id}`]);
    for (const { created } of calls) if (created) await engine.removeImage(created.name, signal);
    assert.deepEqual(await engine.images(signal), []);
  });

  it('announces it before the engine begins', () => {
    const [asked] = announced.filter(({ path }) => path === solvePath);
    assert.equal(asked?.query['t'], 'web:1,web');
  });

  it('tells what --load and an image without a name are', async () => {
    await docker('buildx', 'build', '--load', '-t', 'loaded:1', '.');
    assert.deepEqual(made(), [`image loaded:1 ${await idOf('loaded:1')}`]);
    calls = [];
    await docker('buildx', 'build', '-f', 'Other', '.');
    const nameless = (await engine.images(signal)).find(({ tags }) => tags.length === 0);
    assert.deepEqual(made(), [`image  ${nameless?.id}`]);
  });

  it('tells several builds on one connection apart', async () => {
    const target = { one: { tags: ['one:1'] }, two: { dockerfile: 'Other', tags: ['two:2'] } };
    await writeFile(join(folder, 'docker-bake.json'), JSON.stringify({ target }));
    const { code, stderr } = await docker('buildx', 'bake', 'one', 'two');
    assert.equal(code, 0, stderr);
    const [one, two] = [await idOf('one:1'), await idOf('two:2')];
    assert.notEqual(one, two);
    assert.deepEqual(made().sort(), [`image one:1 ${one}`, `image two:2 ${two}`]);
  });

  it('tells no image of a build that fails, or that goes elsewhere', async () => {
    const { code } = await docker('buildx', 'build', '-f', 'Broken', '-t', 'broken:1', '.');
    assert.equal(code, 1);
    await docker('buildx', 'build', '-o', join(folder, 'out'), '.');
    assert.deepEqual(made(), []);
  });
});
