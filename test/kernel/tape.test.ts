import assert from 'node:assert/strict';
import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { execa } from 'execa';
import { silentLog } from '../../extension/core/base/log.ts';
import { openEngine, type Engine } from '../../extension/core/engine/engine.ts';
import type { ContainerSpec } from '../../extension/core/engine/facts.ts';
import { tapeEvents } from '../../extension/core/kernel/tape/events.ts';
import { readTape } from '../../extension/core/kernel/tape/reader.ts';
import { tapeScript } from '../../extension/core/kernel/tape/script.ts';
import type { Tape } from '../../extension/core/kernel/tape/tape.ts';
import type { TapeEvent } from '../../extension/core/kernel/tape/tapeEvent.ts';
import { helperImage } from '../../extension/core/machine/helperContainer.ts';
import { openTape } from '../../extension/core/machine/openTape.ts';
import { openTapeContainer } from '../../extension/core/machine/tapeContainer.ts';
import { ensureImages } from '../../extension/core/recipe/ensure.ts';
import { listRecipes } from '../../extension/core/recipe/recipe.ts';
import { opened } from './opened.ts';
import { mountTracefs, type Tracefs } from './tracefs.ts';
import { until } from './until.ts';

const signal = AbortSignal.timeout(1_500_000);
const labsFolder = join(import.meta.dirname, '../../labs');
type Call = Extract<TapeEvent, { kind: 'call' }>;

let engine: Engine;
let tracefs: Tracefs;

before(async () => {
  engine = await openEngine({ env: process.env, log: silentLog }, signal);
  await ensureImages(engine, [helperImage], await listRecipes(labsFolder), () => {}, signal);
  tracefs = await mountTracefs();
});

after(async () => {
  await tracefs[Symbol.asyncDispose]();
  await engine[Symbol.asyncDispose]();
});

const openHere = () => openTape(engine, labsFolder, silentLog, signal);
const openThere = () => openTapeContainer(watch(engine), helperImage, silentLog, signal);
/** The instance of the helper that was started last. */
let instanceThere = '';

for (const way of ['in-process', 'helper'] as const) {
  const open = way === 'helper' ? openThere : openHere;

  describe(`the tape, ${way}`, function () {
    this.timeout(60_000);

    it('shows how a container is made', async () => {
      await using tape = opened(await open());
      assert.equal(tape.method, way);
      assert.equal(tape.sharesPids, true);
      const [events, id] = await during(tape, () => dockerRun(helperImage, 'true'));

      const unshared = calls(events, 'unshare').filter(isOfRunc).flatMap(flags);
      for (const flag of ['NEWNS', 'NEWUTS', 'NEWIPC', 'NEWPID', 'NEWNET']) {
        assert.ok(unshared.includes(flag), `${flag} is not among ${unshared.join(', ')}`);
      }
      const [pivot] = calls(events, 'pivot_root').filter(isOfRunc);
      assert.equal(pivot?.result, 0);
      assert.ok(pivot.tookMs !== undefined && pivot.tookMs > 0);
      assert.ok(events.some((e) => e.kind === 'exec' && e.path.endsWith('/runc')));
      assert.ok(events.some((e) => e.kind === 'exec' && e.path === '/bin/true'));
      const made = events.filter((e) => e.kind === 'cgroup' && e.what === 'mkdir');
      assert.ok(made.some((e) => e.kind === 'cgroup' && e.path.includes(id)));
      const filters = [...calls(events, 'seccomp'), ...calls(events, 'prctl')].filter(
        ({ args, result }) =>
          result === 0 && (args['mode'] === 'FILTER' || args['operation'] === 'SET_MODE_FILTER'),
      );
      assert.ok(filters.some(isOfRunc), 'no filter was set');
      const dropped = calls(events, 'prctl').filter(({ args }) => args['op'] === 'CAPBSET_DROP');
      assert.ok(dropped.some(({ args }) => args['cap'] === 'SYS_ADMIN'));
    });

    it('knows the process of a thread that was there before it', async () => {
      await using tape = opened(await open());
      const [events] = await during(tape, () => dockerRun(helperImage, 'true'));
      const daemons = calls(events, 'mount').filter(({ name }) => name === 'dockerd');
      assert.ok(daemons.length > 0);
      for (const { pid } of daemons) {
        assert.equal(readFileSync(`/proc/${pid}/comm`, 'utf8'), 'dockerd\n');
        assert.match(
          readFileSync(`/proc/${pid}/status`, 'utf8'),
          new RegExp(`^Tgid:\\t${pid}$`, 'm'),
        );
      }
    });

    it('tells a refusal of the kernel from one of a filter', async () => {
      await using tape = opened(await open());
      const mount = ['mount', '-t', 'tmpfs', 'x', '/dev'];
      const [filtered, one] = await during(tape, () => dockerRun(helperImage, ...mount));
      const [refused, other] = await during(tape, () =>
        dockerRun('--security-opt', 'seccomp=unconfined', helperImage, ...mount),
      );
      const isOfMount = ({ name }: Call): boolean => name === 'mount';
      const [byFilter] = calls(inside(one, filtered), 'mount').filter(isOfMount);
      assert.deepEqual(
        [byFilter?.error, byFilter?.result, byFilter?.isFiltered, byFilter?.args],
        ['EPERM', -1, true, {}],
      );
      const [byKernel] = calls(inside(other, refused), 'mount').filter(isOfMount);
      assert.deepEqual([byKernel?.error, byKernel?.isFiltered], ['EPERM', undefined]);
      assert.ok(byKernel?.args['mountflags']);
    });

    it('says what was asked, by whom, and when', async () => {
      await using tape = opened(await open());
      const start = Date.now();
      const [events, pid] = await during(tape, () =>
        runHere('unshare', '--uts', '--ipc', 'hostname', 'isolab-test'),
      );
      const end = Date.now();
      const [unshare] = calls(events, 'unshare').filter((call) => call.pid === pid);
      assert.deepEqual([unshare?.args['flags'], unshare?.result], ['NEWUTS|NEWIPC', 0]);
      const [hostname] = calls(events, 'sethostname').filter((call) => call.pid === pid);
      assert.deepEqual([hostname?.args['len'], hostname?.name], ['11', 'hostname']);
      assert.ok(unshare && hostname && unshare.at < hostname.at);
      // The clocks are compared by marks, to a part of the time that a mark takes.
      assert.ok(unshare.at > start - 1000 && hostname.at < end + 1000);
      const own = events.filter((event) => event.pid === pid);
      assert.deepEqual(
        own.filter(({ kind }) => kind !== 'call').map(({ kind }) => kind),
        ['exec', 'exec', 'exit'],
      );
      const parent = events.find((e) => e.kind === 'clone' && e.child === pid);
      assert.equal(parent?.pid, process.pid);
    });

    it('tells the arguments of a program that still runs', async () => {
      await using tape = opened(await open());
      const talking = spawn('cat', ['-u', '-']);
      try {
        // It answers: the kernel tells of its beginning after what Node takes for it.
        const [events] = await during(tape, async () => {
          talking.stdin.write('anything');
          await once(talking.stdout, 'data');
        });
        const exec = events.find((e) => e.kind === 'exec' && e.pid === talking.pid);
        assert.ok(exec?.kind === 'exec');
        assert.deepEqual(exec.args, ['cat', '-u', '-']);
      } finally {
        talking.kill('SIGKILL');
      }
    });

    it('tells what happened without being asked, also the last of it', async () => {
      await using tape = opened(await open());
      for (let time = 0; time < 3; time++) {
        await tape.flush(signal);
        const ended = new Set<number>();
        tape.onDidWrite((events) => {
          for (const event of events) if (event.kind === 'exit') ended.add(event.pid);
        });
        const { pid } = spawn('unshare', ['--uts', 'true']);
        await until('the end of the program', async () => ended.has(pid ?? 0) || undefined);
      }
    });

    it('loses nothing of twenty containers that start at once', async () => {
      await using tape = opened(await open());
      const [events, ids] = await during(tape, () =>
        Promise.all(Array.from({ length: 20 }, () => dockerRun(helperImage, 'true'))),
      );
      assert.deepEqual(
        events.filter(({ kind }) => kind === 'lost'),
        [],
      );
      const programs = events.filter((e) => e.kind === 'exec' && e.path === '/bin/true');
      assert.ok(programs.length >= 20, `${programs.length} of 20 programs`);
      for (const id of ids) {
        assert.ok(
          events.some((e) => e.kind === 'cgroup' && e.path.includes(id)),
          id,
        );
      }
    });

    it('changes nothing but its own', async () => {
      const before = tracefs.settings();
      await using tape = opened(await open());
      const meanwhile = tracefs.settings();
      const name = way === 'helper' ? instanceThere : instanceOf(process.pid);
      assert.ok(tracefs.instances().includes(name));
      await tape[Symbol.asyncDispose]();
      await tape[Symbol.asyncDispose]();
      assert.ok(before.size > 1000);
      assert.deepEqual(difference(before, meanwhile), []);
      assert.deepEqual(difference(before, tracefs.settings()), []);
      assert.ok(!tracefs.instances().includes(name));
    });

    it('is there beside another one', async () => {
      await using tape = opened(await open());
      await using other = opened(await open());
      const unshare = () => runHere('unshare', '--uts', 'true');
      const has = (events: readonly TapeEvent[], pid: number): boolean =>
        calls(events, 'unshare').some((call) => call.pid === pid);
      const [events, [others, pid]] = await during(tape, () => during(other, unshare));
      assert.deepEqual([has(events, pid), has(others, pid)], [true, true]);
      await other[Symbol.asyncDispose]();
      const [later, next] = await during(tape, unshare);
      assert.ok(has(later, next));
    });
  });
}

describe('the end of a tape', function () {
  this.timeout(60_000);

  it('comes with that of an Isolab that was killed', async () => {
    const child = fork(new URL('./holdTape.ts', import.meta.url), { execArgv: ['--import=tsx'] });
    assert.deepEqual(await once(child, 'message'), ['reading', undefined]);
    const name = instanceOf(child.pid);
    child.kill('SIGKILL');
    await until('the end of the instance', () =>
      Promise.resolve(tracefs.instances().includes(name) ? undefined : true),
    );
  });

  it('is told when its reader is killed, and the next opening cleans up', async () => {
    await using tape = opened(await openHere());
    const name = instanceOf(process.pid);
    process.kill(-(findReader(name) ?? NaN), 'SIGKILL'); // with dd, its child
    assert.notEqual(await tape.ended, '');
    await assert.rejects(tape.flush(signal), { code: 'tape-ended' });
    await using next = opened(await openHere());
    await next.flush(signal);
    assert.ok(!tracefs.instances().includes(name));
  });

  it('says why where the kernel does not let it begin', async () => {
    const run = ['run', '--rm', '-i', '--network', 'none', helperImage, 'sh', '-c', tapeScript];
    const child = spawn(
      'docker',
      [...run, 'isolab-tape', 'isolab-refused', 'gathered', ...tapeEvents],
      {
        stdio: ['pipe', 'pipe', 'ignore'],
      },
    );
    const answer = await readTape(
      {
        method: 'helper',
        gathers: true,
        input: child.stdin,
        output: child.stdout,
        [Symbol.asyncDispose]: async () => void child.kill(),
      },
      silentLog,
      signal,
    );
    assert.ok('reason' in answer);
    assert.match(answer.reason, /^tracefs may not be mounted: .*(denied|not permitted)/);
    assert.notEqual(answer.fix, '');
  });

  it('leaves no mount behind where tracefs was not mounted', async () => {
    const isMounted = (): boolean =>
      readFileSync('/proc/self/mountinfo', 'utf8').includes(' /sys/kernel/tracing ');
    const wasMounted = isMounted();
    await using tape = opened(await openHere());
    assert.equal(tape.method, 'in-process');
    // Another Isolab may be mounting it for its own moment.
    await until('the end of the mount', () =>
      Promise.resolve(wasMounted || !isMounted() ? true : undefined),
    );
  });
});

/** What was written while this was done, in the order of time. */
async function during<T>(
  tape: Tape,
  work: () => Promise<T>,
): Promise<readonly [readonly TapeEvent[], T]> {
  const events: TapeEvent[] = [];
  const subscription = tape.onDidWrite((some) => events.push(...some));
  const result = await work();
  await tape.flush(signal);
  subscription.dispose();
  return [events.sort((a, b) => a.at - b.at), result];
}

/** Runs a program to its end and gives the number that its process had. */
async function runHere(program: string, ...args: readonly string[]): Promise<number> {
  const child = spawn(program, args, { stdio: 'ignore' });
  await once(child, 'exit');
  assert.ok(child.pid !== undefined && child.exitCode === 0);
  return child.pid;
}

/** What was done in this container: by the process that was put into its cgroups, and by those that come of it. */
function inside(id: string, events: readonly TapeEvent[]): readonly TapeEvent[] {
  const pids = new Set<number>();
  return events.filter((event) => {
    if (event.kind === 'cgroup' && event.path.includes(id) && event.moved)
      pids.add(event.moved.pid);
    if (event.kind === 'clone' && pids.has(event.pid)) pids.add(event.child);
    return pids.has(event.pid);
  });
}

/** Runs a container to its end and gives its ID. */
async function dockerRun(...args: readonly string[]): Promise<string> {
  const name = `isolab-test-${crypto.randomUUID()}`;
  const create = await execa('docker', ['create', '--name', name, ...args]);
  try {
    await execa('docker', ['start', '-a', name], { reject: false });
    return create.stdout.trim();
  } finally {
    await execa('docker', ['rm', '-f', name]);
  }
}

function calls(events: readonly TapeEvent[], call: Call['call']): readonly Call[] {
  return events.filter((event): event is Call => event.kind === 'call' && event.call === call);
}

const isOfRunc = ({ name }: Call): boolean => name.startsWith('runc');
const flags = ({ args }: Call): readonly string[] => (args['flags'] ?? '').split('|');

function difference(
  before: ReadonlyMap<string, string>,
  after: ReadonlyMap<string, string>,
): readonly string[] {
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => before.get(path) !== after.get(path));
}

/** The instance that a child of this process reads. */
function instanceOf(parent: number | undefined): string {
  const name = tracefs.instances().find((instance) => {
    const reader = findReader(instance);
    const stat = reader === undefined ? '' : readFileSync(`/proc/${reader}/stat`, 'latin1');
    return new RegExp(`\\) [A-Z] ${parent} `).test(stat);
  });
  assert.ok(name, `no instance is read by a child of ${parent}`);
  return name;
}

/** The process that reads this instance. */
function findReader(instance: string): number | undefined {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const args = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      if (args.includes(instance)) return Number(pid);
    } catch {
      continue; // it has ended
    }
  }
  return undefined;
}

function watch(real: Engine): Engine {
  return new Proxy(real, {
    get: (target, key) => {
      if (key === 'createContainer') {
        return (spec: ContainerSpec, limit: AbortSignal) => {
          instanceThere = spec.command?.[0] ?? '';
          return target.createContainer(spec, limit);
        };
      }
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}
