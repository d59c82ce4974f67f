import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLog } from '../../extension/core/base/log.ts';
import { checkSchema, type Check } from '../../extension/core/check/check.ts';
import { evaluateCheck } from '../../extension/core/check/evaluate.ts';
import { gatherWorld } from '../../extension/core/check/gather.ts';
import type { Verdict } from '../../extension/core/check/verdict.ts';
import { openEngine, type Engine } from '../../extension/core/engine/engine.ts';
import type { Probe } from '../../extension/core/kernel/probe.ts';
import type { Machine } from '../../extension/core/machine/machine.ts';
import { openProbe } from '../../extension/core/machine/openProbe.ts';
import { createWorkbench, openWorkbench } from '../../extension/core/machine/workbench.ts';
import { ensureImages } from '../../extension/core/recipe/ensure.ts';
import { listRecipes } from '../../extension/core/recipe/recipe.ts';

const labs = join(import.meta.dirname, '../../labs');
const signal = AbortSignal.timeout(1_500_000);
const image = 'isolab/workbench';

describe('Checks in a real workbench', function () {
  this.timeout(120_000);
  let engine: Engine;
  let probe: Probe;
  let id = '';
  let machine: Machine;

  before(async () => {
    engine = await openEngine({ env: process.env, log: silentLog }, signal);
    await ensureImages(engine, [image], await listRecipes(labs), () => {}, signal);
    probe = await openProbe(engine, labs, silentLog, signal);
    const parts = {
      ...{ engine, startup: '', cwd: tmpdir(), labels: { 'isolab.session': randomUUID() } },
      spec: { image, capabilities: ['sys_admin', 'sys_chroot'] },
    };
    id = await createWorkbench(parts, signal);
    machine = await openWorkbench(parts, id, signal);
  });

  after(async () => {
    await engine.removeContainer(id, AbortSignal.timeout(30_000));
    await probe[Symbol.asyncDispose]();
    await engine[Symbol.asyncDispose]();
  });

  /** What a learner types in the workbench. */
  async function type(line: string): Promise<string> {
    const command = { program: 'sh', args: ['-c', line], timeoutMs: 60_000 };
    const { stdout } = await machine.run(command, signal);
    return stdout.trim();
  }

  async function judge(check: Check): Promise<Verdict> {
    const answers = { of: () => undefined };
    const world = gatherWorld({ engine, probe, machine, answers, signal });
    return evaluateCheck(checkSchema.parse(check), world, signal);
  }

  async function holds(check: Check): Promise<Verdict> {
    const verdict = await judge({ within: { time: '10s', check } });
    assert.equal(verdict.status, 'passed', `${verdict.expected} / ${verdict.observed}`);
    return verdict;
  }

  it('see its own processes, by its own numbers, and none of the host', async () => {
    const pid = await type('setsid sleep 4321 >/dev/null 2>&1 & echo $!');
    const itself = await holds({ process: { in: 'machine', command: 'sleep 4321' } });
    assert.equal(itself.see, 'ps -ef');
    await holds({ capability: { of: `pid:${pid}`, has: ['sys_admin'], lacks: ['net_admin'] } });
    await holds({
      process: { in: 'machine', name: { matches: 'dockerd|containerd' }, absent: true },
    });
    await holds({ process: { in: 'machine', command: 'sleep 4321', cgroup: '/' } });
  });

  it('see a root directory and namespaces that were changed in it', async () => {
    await type(`mkdir -p jail/bin && cp "$(command -v busybox)" jail/bin/sleep
      setsid unshare --uts chroot jail /bin/sleep 1234 >/dev/null 2>&1 &`);
    await holds({ process: { in: 'machine', name: 'sleep', root: '/root/lab/jail' } });
    const differs = await holds({
      namespace: { of: 'process:sleep', type: 'uts', differs: 'machine' },
    });
    assert.match(differs.see ?? '', /^ls -l \/proc\/\d{1,3}\/ns \/proc\/1\/ns$/);
    await holds({ namespace: { of: 'process:sleep', type: 'pid', same: 'machine' } });
    await holds({ namespace: { of: 'machine', type: 'pid', differs: 'host' } });
  });

  it('see files and commands in its working folder', async () => {
    await type('echo hello >note');
    await holds({ file: { path: 'note', text: 'hello' } });
    await holds({ file: { in: 'machine', path: '/root/lab/note', text: 'hello' } });
    await holds({ command: { run: ['pwd'], stdout: '/root/lab' } });
  });
});
