import assert from 'node:assert/strict';
import { once } from 'node:events';
import { PassThrough, Readable } from 'node:stream';
import { isError } from '../../extension/core/base/errors.ts';
import { silentLog } from '../../extension/core/base/log.ts';
import { openEngine, type Engine } from '../../extension/core/engine/engine.ts';
import type { EngineEvent } from '../../extension/core/engine/facts.ts';
import { docker, startDocker, startPodman, type Server } from './servers.ts';

const signal = AbortSignal.timeout(1_500_000);
const env = process.env;

/** The machine's own engine gives the image that the others need. */
async function copyBusybox(to: Engine): Promise<void> {
  await using machine = await openEngine({ env, log: silentLog }, signal);
  const saved = await machine.imageStore.save(['busybox:latest'], signal);
  await to.imageStore.load(Readable.from(saved), () => {}, signal);
}

const servers: readonly { name: string; start: () => Promise<Server> }[] = [
  { name: 'Docker', start: startDocker },
  { name: 'Podman', start: startPodman },
];

for (const { name, start } of servers) {
  describe(`The engine, which is ${name}`, function () {
    this.timeout(60_000);
    let server: Server;
    let engine: Engine;

    before(async () => {
      server = await start();
      engine = await openEngine({ setting: server.address, env, log: silentLog }, signal);
      await copyBusybox(engine);
    });

    after(async () => {
      await engine[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    });

    const make = (over: object = {}): Promise<string> =>
      engine.createContainer(
        { image: 'busybox:latest', command: ['sleep', '1000'], networkMode: 'none', ...over },
        signal,
      );

    /** The next event that fits, from now on. */
    const nextEvent = (fits: (event: EngineEvent) => boolean): Promise<EngineEvent> =>
      new Promise((resolve) => {
        const listening = engine.onDidHappen((event) => {
          if (!fits(event)) return;
          listening.dispose();
          resolve(event);
        });
      });

    it('says what it is', async () => {
      const info = await engine.info(signal);
      assert.equal(info.name, name);
      assert.match(info.version, /^\d+\.\d+/);
      assert.ok(info.cpus > 0 && info.memoryBytes > 0);
      assert.deepEqual(engine.status, { status: 'up' });
    });

    it('runs a container from creation to removal, and tells each stage', async () => {
      const told: string[] = [];
      const listening = engine.onDidHappen((event) => {
        if (event.type === 'container' && event.name === 'life') told.push(event.action);
      });
      const id = await make({
        name: 'life',
        command: ['sh', '-c', 'echo out; echo err >&2; exit 3'],
      });
      assert.equal((await engine.container('life', signal))?.state, 'created');
      const died = nextEvent((event) => event.action === 'die' && event.id === id);
      await engine.startContainer(id, signal);
      await died;
      const facts = await engine.container(id, signal);
      assert.deepEqual([facts?.state, facts?.exitCode, facts?.pid], ['exited', 3, 0]);
      assert.deepEqual((await engine.containerLog('life', signal)).trim().split('\n').sort(), [
        'err',
        'out',
      ]);
      const gone = nextEvent((event) => event.action === 'destroy' && event.id === id);
      await engine.removeContainer('life', signal);
      await gone;
      assert.equal(await engine.container('life', signal), undefined);
      const stages = ['create', 'start', 'die', 'destroy'];
      assert.deepEqual(
        told.filter((action) => stages.includes(action)),
        stages,
      );
      listening.dispose();
    });

    it('stops and kills what runs, and does not mind what has ended or gone', async () => {
      const id = await make({
        command: ['sh', '-c', 'trap "exit 7" TERM; while :; do sleep 0.1; done'],
      });
      await engine.startContainer(id, signal);
      assert.ok(((await engine.container(id, signal))?.pid ?? 0) > 1);
      await engine.stopContainer(id, signal);
      assert.equal((await engine.container(id, signal))?.exitCode, 7);
      await engine.stopContainer(id, signal);
      await engine.killContainer(id, signal);
      await engine.startContainer(id, signal);
      await engine.killContainer(id, signal);
      await engine.removeContainer(id, signal);
      await engine.removeContainer(id, signal);
      await engine.killContainer(id, signal);
      await engine.stopContainer('never-was', signal);
      await engine.removeNetwork('never-was', signal);
      await engine.removeVolume('never-was', signal);
      await engine.removeImage('never-was:1', signal);
    });

    it('runs programs in a container, and tells their two outputs and their end apart', async () => {
      const id = await make({ name: 'exec' });
      await engine.startContainer(id, signal);
      const run = (program: string, args: string[], over: object = {}) =>
        engine.exec('exec', { program, args, ...over }, signal);
      assert.deepEqual(await run('sh', ['-c', 'echo o; echo e >&2; exit 5']), {
        exitCode: 5,
        stdout: 'o\n',
        stderr: 'e\n',
      });
      const here = await run('sh', ['-c', 'pwd; echo $WHO'], { cwd: '/tmp', env: { WHO: 'a b' } });
      assert.equal(here.stdout, '/tmp\na b\n');
      const text = 'line\n'.repeat(50_000);
      assert.equal((await run('cat', [], { input: text })).stdout, text);
      assert.equal((await run('cat', [])).stdout, '');
      assert.notEqual((await run('no-such-program', [])).exitCode, 0);
      assert.equal((await run('echo', ['$(id)', ';', '"'])).stdout, '$(id) ; "\n');
      await assert.rejects(run('sleep', ['30'], { timeoutMs: 500 }), (error) =>
        isError(error, 'engine-too-slow'),
      );
      await engine.removeContainer(id, signal);
    });

    it('joins a container’s input and output', async () => {
      const id = await make({ command: ['cat'], isInteractive: true, logDriver: 'none' });
      const stream = await engine.attachContainer(id, signal);
      await engine.startContainer(id, signal);
      const output = new PassThrough();
      stream.pipe(output);
      stream.write('hello\n');
      const [first] = (await once(output, 'data')) as [Buffer];
      assert.equal(first.toString(), 'hello\n');
      output.resume();
      const ended = once(output, 'end');
      stream.end('bye\n');
      await ended;
      await engine.removeContainer(id, signal);
    });

    it('finds exactly what was named', async () => {
      const id = await make({ name: 'exact', labels: { course: 'vm <b>' } });
      for (const asked of ['exact', id, id.slice(0, 12)]) {
        assert.equal((await engine.container(asked, signal))?.id, id);
      }
      for (const asked of ['exac', id.slice(0, 5), 'no/such', '..', 'a?b=c', '']) {
        assert.equal(await engine.container(asked, signal), undefined, asked);
      }
      assert.equal((await engine.container(id, signal))?.labels['course'], 'vm <b>');
      assert.ok((await engine.containers(signal)).some((container) => container.id === id));
      await engine.removeContainer(id, signal);
    });

    it('knows images by tag and ID', async () => {
      const image = await engine.image('busybox', signal);
      assert.ok(image !== undefined && image.tags.includes('busybox:latest'));
      assert.equal((await engine.image(image.id, signal))?.id, image.id);
      assert.equal(await engine.image('busybox:none', signal), undefined);
      assert.equal(await engine.image('../containers', signal), undefined);
      assert.ok((await engine.images(signal)).some(({ id }) => id === image.id));
      await engine.imageStore.tag('busybox:latest', 'example/other:2', signal);
      assert.equal((await engine.image('example/other:2', signal))?.id, image.id);
      await engine.removeImage('example/other:2', signal);
      assert.equal(await engine.image('example/other:2', signal), undefined);
      assert.ok(await engine.image('busybox', signal));
    });

    it('knows networks and volumes, and removes them', async () => {
      await docker(server.address, ['network', 'create', '--label', 'a=b', 'net-1']);
      await docker(server.address, ['volume', 'create', '--label', 'a=b', 'vol-1']);
      const id = await make({ networkMode: 'net-1', name: 'on-net' });
      await engine.startContainer(id, signal);
      const network = await engine.network('net-1', signal);
      assert.deepEqual(network?.labels, { a: 'b' });
      assert.deepEqual(network.containers, ['on-net']);
      const container = await engine.container(id, signal);
      assert.equal(container?.networkMode, 'net-1');
      assert.match(container.networks['net-1']?.address ?? '', /^\d+\.\d+\.\d+\.\d+$/);
      assert.equal((await engine.volume('vol-1', signal))?.driver, 'local');
      assert.ok((await engine.networks(signal)).some((each) => each.name === 'net-1'));
      assert.ok((await engine.volumes(signal)).some((each) => each.name === 'vol-1'));
      await engine.removeContainer(id, signal);
      await engine.removeNetwork('net-1', signal);
      await engine.removeVolume('vol-1', signal);
      assert.equal(await engine.network('net-1', signal), undefined);
      assert.equal(await engine.volume('vol-1', signal), undefined);
    });

    it('reads the log of a container with a TTY', async () => {
      await docker(server.address, [
        ...['run', '-t', '--name', 'tty', '--network', 'none', 'busybox'],
        ...['echo', 'hi'],
      ]);
      assert.equal(await engine.containerLog('tty', signal), 'hi\r\n');
      await engine.removeContainer('tty', signal);
    });

    it('says what it refuses, in its own words', async () => {
      await assert.rejects(
        make({ image: 'no-such-image:1' }),
        (error) => isError(error, 'engine-refused') && /no such image/i.test(error.message),
      );
      await assert.rejects(engine.startContainer('nobody', signal), (error) =>
        isError(error, 'engine-refused'),
      );
    });

    it('gives up when told to', async () => {
      const gaveUp = AbortSignal.abort(new Error('enough'));
      await assert.rejects(engine.containers(gaveUp), /enough/);
    });
  });
}
