import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { t } from '../../base/l10n.ts';
import { kindsOf } from '../../check/check.ts';
import { openEngine } from '../../engine/engine.ts';
import { openRelay } from '../../engine/relay/relay.ts';
import type { Lab } from '../../lab/lab.ts';
import { Bench, type Tools } from './bench.ts';

/** Kinds that need no engine: what they ask about is there without one. */
const engineFree = new Set(['file', 'command', 'http', 'question']);

/** With the engine gone no check passes, and those that ask about its objects are unable. */
export async function proveGone(
  lab: Lab,
  tools: Tools,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'isolab-gone-'));
  const path = join(folder, 'engine.sock');
  // An engine that can be cut off without harm to anybody: the real one through a relay.
  const wire = await openRelay(tools.engine.endpoint, path, tools.log);
  try {
    const options = { setting: `unix://${path}`, env: {}, log: tools.log };
    await using engine = await openEngine(options, signal);
    const bench = await Bench.open(lab, { ...tools, engine }, signal);
    try {
      await wire[Symbol.asyncDispose]();
      return await askAll(bench, signal);
    } finally {
      await bench.leave();
    }
  } finally {
    await wire[Symbol.asyncDispose]();
    await rm(folder, { recursive: true, force: true });
  }
}

async function askAll(bench: Bench, signal: AbortSignal): Promise<readonly string[]> {
  const failures: string[] = [];
  for (const task of bench.lab.steps.flatMap(({ tasks }) => tasks)) {
    const { status, observed } = await bench.ask(task, signal);
    const isFree = kindsOf(task.check).some((kind) => engineFree.has(kind));
    if (status === 'unable' || (isFree && status === 'failed')) continue;
    failures.push(t('{0} is {1} without an engine: {2}', task.id, status, observed));
  }
  return failures;
}
