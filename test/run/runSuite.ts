import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readReport, type Outcome } from './report.ts';
import type { Suite } from './suites.ts';

/** Everything that the tests write: logs, screenshots, reports. */
const outputFolder = path.resolve(import.meta.dirname, '../output');

/** Runs a suite in a process of its own; what it prints is shown, and kept in test/output/<suite>.log. */
export async function runSuite(suite: Suite, signal: AbortSignal): Promise<Outcome> {
  const { run } = suite;
  if (run.kind === 'mocha') return runMocha(suite, mochaArgs(run), signal);
  const howEnded = await runProcess(suite, 'npm', ['run', '--silent', run.npmScript], {}, signal);
  return howEnded === undefined
    ? { passed: 1, skipped: 0, failures: [] }
    : { passed: 0, skipped: 0, failures: [{ title: suite.about, reason: howEnded }] };
}

/** Counts the tests of a suite that cannot run here, without running them. */
export async function countSkipped(suite: Suite, signal: AbortSignal): Promise<Outcome> {
  const { run } = suite;
  if (run.kind === 'check') return { passed: 0, skipped: 1, failures: [] };
  const { passed, skipped, failures } = await runMocha(
    suite,
    [...mochaArgs(run), '--dry-run'],
    signal,
  );
  return { passed: 0, skipped: passed + skipped, failures };
}

const mochaArgs = (run: { files: string; testLimitMs: number }): string[] => [
  ...['--import', 'tsx', 'node_modules/mocha/bin/_mocha'],
  ...['--reporter', path.join(import.meta.dirname, 'reporter.cjs')],
  ...['--timeout', String(run.testLimitMs), '--forbid-only', run.files],
];

async function runMocha(
  suite: Suite,
  args: readonly string[],
  signal: AbortSignal,
): Promise<Outcome> {
  mkdirSync(outputFolder, { recursive: true });
  const report = path.join(outputFolder, `${suite.name}.jsonl`);
  writeFileSync(report, '');
  const env = { ISOLAB_TEST_REPORT: report };
  return readReport(report, await runProcess(suite, process.execPath, args, env, signal));
}

/** Gives how the process ended, and `undefined` when that was well. */
async function runProcess(
  { name, limitMs }: Suite,
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<string | undefined> {
  mkdirSync(outputFolder, { recursive: true });
  const log = createWriteStream(path.join(outputFolder, `${name}.log`));
  // Of its own group, so that a suite that hangs is ended with all that it started.
  const child = spawn(program, args, {
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...env },
  });
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text: Buffer) => {
      process.stdout.write(text);
      log.write(text);
    });
  }
  const limit = AbortSignal.any([signal, AbortSignal.timeout(limitMs)]);
  const end = (): void => {
    endGroup(child.pid);
  };
  limit.addEventListener('abort', end);
  const [code, killedBy] = (await once(child, 'exit')) as [number | null, string | null];
  limit.removeEventListener('abort', end);
  log.end();
  if (limit.aborted && !signal.aborted) return `it took longer than ${limitMs / 60_000} minutes`;
  if (code === 0) return undefined;
  return code === null ? `it was ended by ${killedBy ?? 'a signal'}` : `exit code ${code}`;
}

function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, 'SIGTERM');
  } catch {
    // It has ended meanwhile.
  }
}
