import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { silentLog } from '../../extension/core/base/log.ts';
import { run, type CommandResult } from '../../extension/core/base/run.ts';
import { openEngine, type Engine } from '../../extension/core/engine/engine.ts';
import { verifyLab } from '../../extension/core/grade/verify/verify.ts';
import { loadLab } from '../../extension/core/lab/load.ts';
import type { LoadedLab } from '../../extension/core/lab/lab.ts';
import type { Probe } from '../../extension/core/kernel/probe.ts';
import { openProbe } from '../../extension/core/machine/openProbe.ts';
import { parseRecording } from '../../extension/core/recorder/file.ts';
import type { RecordingHead } from '../../extension/core/recorder/recording.ts';
import { openSession } from '../../extension/core/session/open.ts';
import type { Session } from '../../extension/core/session/session.ts';
import { Typist } from '../../extension/core/session/typist.ts';
import { isolabCommand } from '../isolabCommand.ts';
import { taskOf, until } from './tinyLab.ts';

const recipes = resolve(import.meta.dirname, '../../labs');
const folder = resolve(import.meta.dirname, '../fixtures/labs/tiny/recorded-run');
const vms = { why: 'This lab has none.', fix: '' };
const limit = (): AbortSignal => AbortSignal.timeout(100_000);

describe('a lab about what a command did', () => {
  const name = `isolab-test-${process.pid}-${Date.now()}`;
  let engine: Engine;
  let probe: Probe;
  let loaded: LoadedLab;
  let root: string;
  before(async () => {
    engine = await openEngine({ env: process.env, log: silentLog }, limit());
    probe = await openProbe(engine, recipes, silentLog, limit());
    const read = await loadLab(folder);
    assert.ok(read.lab !== undefined);
    loaded = { ...read, lab: { ...read.lab, variables: { NAME: [name] } } };
  });
  after(async () => {
    await probe[Symbol.asyncDispose]();
    await engine[Symbol.asyncDispose]();
  });
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'isolab-recorded-'));
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const open = (): Promise<Session> => {
    const { lab } = loaded;
    assert.ok(lab !== undefined);
    const parts = { lab, engine, probe, vms, recipes, root, command: isolabCommand };
    return openSession({ ...parts, log: silentLog }, limit());
  };
  /** Types lines at a terminal of the lab, and waits until what they did is kept. */
  const type = async (session: Session, ...lines: readonly string[]): Promise<void> => {
    const terminal = 'terminal 1';
    await using typist = await Typist.open(session.openTerminal(undefined), limit(), {
      started: (line, pid) =>
        session.commandStarted({ line, terminal, ...(pid === undefined ? {} : { pid }) }),
      ended: (line, exitCode) => session.commandEnded({ line, terminal, exitCode }),
    });
    for (const line of lines) await typist.type(line, false, limit());
    await session.recorder.settled();
  };
  const isolab = (
    env: Readonly<Record<string, string>>,
    ...args: readonly string[]
  ): Promise<CommandResult> =>
    run(
      {
        program: isolabCommand[0] ?? '',
        args: [...isolabCommand.slice(1), ...args],
        cwd: root,
        env,
        // A busy machine takes long to start it from the sources.
        timeoutMs: 100_000,
      },
      limit(),
    );

  it('is ticked by a docker run, from its API calls down to its first process', async () => {
    await using session = await open();
    await type(session, 'true', `docker run --rm --name ${name}-wrong busybox true`);
    const isAdvised = (): boolean => taskOf(session.state, 'made').advice !== undefined;
    await until(session, isAdvised, 30_000);
    assert.match(taskOf(session.state, 'made').advice ?? '', /its name is another/);
    await type(session, `docker run --rm --name ${name} busybox true`);
    const state = await until(session, ({ steps }) => steps[0]?.status === 'finished', 30_000);
    const observed = taskOf(state, 'isolated').verdict?.observed ?? '';
    assert.match(observed, /made the kernel do `pivot_root`.*then ran the program `true`/);
    await session.remove();
  });

  it('can be proven', async () => {
    const tools = { engine, probe, vms, recipes, command: isolabCommand, log: silentLog };
    const { parts } = await verifyLab(loaded, tools, () => {}, AbortSignal.timeout(280_000));
    const unproven = parts.filter(({ status }) => status !== 'passed');
    assert.deepEqual(unproven, []);
  }).timeout(300_000);

  it('tells on the command line what was recorded, while it is open and afterwards without an engine', async () => {
    const noEngine = { ISOLAB_HOME: root, DOCKER_HOST: 'unix:///nowhere' };
    {
      await using session = await open();
      await type(session, `docker run --rm --name ${name} busybox true`, 'docker ps');
      const listed = await isolab(session.shell().env, '--json', 'record', 'list');
      assert.equal(listed.exitCode, 0, listed.stderr || listed.failure);
      const { recordings } = JSON.parse(listed.stdout) as { recordings: readonly RecordingHead[] };
      assert.deepEqual(
        recordings.map(({ command }) => command),
        [`docker run --rm --name ${name} busybox true`, 'docker ps'],
      );
    }
    const saved = await isolab(noEngine, 'record', 'save', '1', 'run', '--lab', loaded.id);
    assert.equal(saved.exitCode, 0, saved.stderr);
    const file = join(root, 'run.isolab-recording.json');
    const recording = parseRecording(await readFile(file, 'utf8'));
    assert.ok(recording.entries.length > 20);
    const { stdout } = await isolab(noEngine, 'record', 'show', file);
    assert.match(stdout, /API calls\n[^]*POST \/containers\/create\?name=[^]*→ 201[^]*Kernel\n/);
    await using session = await open();
    await session.remove();
  });
});
