import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { silentLog } from '../../extension/core/base/log.ts';
import { openEngine } from '../../extension/core/engine/engine.ts';
import type { HeardCall } from '../../extension/core/engine/relay/recordedCall.ts';
import { openRelay, type Relay } from '../../extension/core/engine/relay/relay.ts';
import { debianProgram } from './debianProgram.ts';
import { invocations } from './invocations.ts';
import { docker, startDocker, startPodman, type Server } from './servers.ts';

const signal = AbortSignal.timeout(1_500_000);
const engines = { docker: startDocker, podman: startPodman };

for (const [name, start] of Object.entries(engines)) {
  describe(`Through the relay, ${name} does the same`, function () {
    this.timeout(60_000);
    let folder: string;
    let server: Server;
    let relay: Relay;
    const told: HeardCall[] = [];

    before(async () => {
      folder = await mkdtemp(join(tmpdir(), 'isolab-transparent-'));
      await writeFiles(folder);
      server = await start();
      await using machine = await openEngine({ env: process.env, log: silentLog }, signal);
      const setting = server.address;
      await using engine = await openEngine({ setting, env: process.env, log: silentLog }, signal);
      const saved = await machine.imageStore.save(['busybox:latest'], signal);
      await engine.imageStore.load(Readable.from(saved), () => {}, signal);
      relay = await openRelay(engine.endpoint, join(folder, 'own/r.sock'), silentLog);
      relay.onDidHear((call) => told.push(call));
    });

    after(async () => {
      await relay[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    });

    /** Runs a line, and gives all that a person could see of it, without what differs each time. */
    function run(line: string, address: string, prefix: string): Promise<unknown> {
      const env = {
        ...process.env,
        DOCKER_HOST: address,
        DOCKER_CONFIG: join(folder, 'config'),
        P: prefix,
      };
      const options = { cwd: join(folder, 'work'), env, maxBuffer: 64 * 1024 * 1024 };
      return new Promise((resolve) => {
        execFile('sh', ['-c', line], options, (error, stdout, stderr) => {
          const output = [stdout, stderr].map((text) => alike(text, prefix));
          resolve([error === null ? 0 : error.code, ...output]);
        });
      });
    }

    for (const { line, only, oneByOne } of invocations) {
      if (only !== undefined && only !== name) continue;
      it(line, async () => {
        const direct = run(line, server.address, 'xdirekt');
        if (oneByOne) await direct;
        const relayed = await run(line, relay.dockerHost, 'xrelaid');
        assert.deepEqual(relayed, await direct);
      });
    }

    it('and has the same objects after it', async () => {
      const list = async (...args: string[]): Promise<string[]> =>
        (await docker(server.address, args)).stdout.split('\n');
      const objects = [
        ...(await list('ps', '-a', '--format', '{{.Names}} {{.Image}} {{.Status}}')),
        ...(await list('images', '--format', '{{.Repository}}:{{.Tag}} {{.Size}}')),
        ...(await list('volume', 'ls', '-q')),
        ...(await list('network', 'ls', '--format', '{{.Name}} {{.Driver}}')),
      ];
      const of = (prefix: string): string[] =>
        objects.filter((each) => each.includes(prefix)).map((each) => alike(each, prefix));
      assert.deepEqual(of('xrelaid').sort(), of('xdirekt').sort());
      assert.ok(of('xrelaid').length >= 2, objects.join('\n'));
    });

    it('and the listener has understood all of it', () => {
      const ended = told.filter(({ stage }) => stage === 'ended');
      assert.ok(ended.length > 150, `${ended.length} calls`);
      const notes = ended.flatMap(({ note }) => note ?? []);
      assert.deepEqual(
        notes.filter((note) => note.startsWith('Isolab could not follow')),
        [],
      );
      assert.doesNotMatch(JSON.stringify(told), /"secret"/);
    });
  });
}

async function writeFiles(folder: string): Promise<void> {
  const plugins = join(folder, 'config/cli-plugins');
  await mkdir(plugins, { recursive: true });
  const path = 'usr/libexec/docker/cli-plugins/docker-buildx';
  await symlink(
    await debianProgram('trixie', 'docker-buildx', path),
    join(plugins, 'docker-buildx'),
  );
  const work = join(folder, 'work');
  await mkdir(work);
  await writeFile(join(work, 'in.txt'), 'line\n'.repeat(100_000));
  await writeFile(
    join(work, 'Dockerfile'),
    'FROM busybox\nARG P\nLABEL of=$P\nCOPY in.txt /\nRUN wc -c in.txt\nCMD ["wc", "-l", "in.txt"]\n',
  );
  await writeFile(join(work, 'Dockerfile.x'), 'FROM scratch\nARG P\nLABEL of=$P\nCOPY in.txt /\n');
}

/** The text without the names of this run, and without IDs, times and ports that the system chose. */
function alike(text: string, prefix: string): string {
  return (
    text
      .replaceAll(prefix, 'PREFIX')
      // Podman's statistics leave out the first letter of a name.
      .replaceAll(prefix.slice(1), 'REFIX')
      .replaceAll(/\b[0-9a-f]{11,12}(?:[0-9a-f]{52})?\b/g, 'ID')
      .replaceAll(/(?<=[a-z-])\d{5,}/g, 'NUMBER')
      // How often it tells how much it has sent depends on how long it takes.
      .replaceAll(/Sending build context[^\n]*/g, 'Sending')
      .replaceAll(/(?:Less than a|About an?|\d+) \w+ ago/g, 'TIME ago')
      .replaceAll(/Up (?:Less than a|About an?|\d+) \w+/g, 'Up TIME')
      .replaceAll(/\d{4}-\d\d-\d\d[T ][\d:.,]+\S*/g, 'TIME')
      .replaceAll(/:\d{5}\b/g, ':PORT')
      .replaceAll(/ +/g, ' ')
  );
}
