import { parseArgs } from 'node:util';
import { IsolabError } from '../extension/core/base/errors.ts';
import { askOnTerminal } from '../extension/start/ask.ts';
import { readFacts, type MachineFacts } from '../extension/start/facts.ts';
import { prepareMachine, type PreparedMachine } from '../extension/start/prepare.ts';
import { terminalProgress } from '../extension/start/progress.ts';
import { absentReason } from './run/absent.ts';
import type { Outcome } from './run/report.ts';
import { countSkipped, runSuite } from './run/runSuite.ts';
import { chooseSuites, suites, type Suite } from './run/suites.ts';
import { formatTable, type Row } from './run/table.ts';

const usage = `npm test -- [SUITE…] [--yes]

Installs and starts what is missing, runs the suites (all without a name), and ends with the counts. --yes uses sudo
without asking. What the suites print, and screenshots, are kept in test/output.

${suites.map(({ name, about }) => `  ${name.padEnd(9)} ${about}`).join('\n')}`;

const stopping = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    stopping.abort();
  });
}

process.exitCode = await main(process.argv.slice(2), stopping.signal);

async function main(args: string[], signal: AbortSignal): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { yes: { type: 'boolean', short: 'y' }, help: { type: 'boolean', short: 'h' } },
  });
  const unknown = positionals.filter((name) => !suites.some((suite) => suite.name === name));
  if (values.help === true || unknown.length > 0) {
    for (const name of unknown) console.error(`There is no suite "${name}".\n`);
    console.log(usage);
    return unknown.length > 0 ? 2 : 0;
  }
  const chosen = chooseSuites(positionals);
  await using machine = await prepare(chosen, values.yes === true, signal);
  const facts = machine?.facts ?? (await readFacts(signal));
  const rows: Row[] = [];
  for (const suite of chosen) {
    if (signal.aborted) return 130;
    const start = performance.now();
    const outcome = await runOrSkip(suite, facts, signal);
    rows.push({ ...outcome, name: suite.name, seconds: (performance.now() - start) / 1000 });
  }
  return report(rows, facts);
}

/** Static suites and unit tests need nothing of the machine. */
async function prepare(
  chosen: readonly Suite[],
  isYes: boolean,
  signal: AbortSignal,
): Promise<PreparedMachine | undefined> {
  if (chosen.every(({ needs }) => needs.length === 0)) return undefined;
  const mayUseSudo = isYes ? () => Promise.resolve(true) : askOnTerminal;
  try {
    const progress = terminalProgress();
    return await prepareMachine({ purpose: 'tests', mayUseSudo, progress }, signal);
  } catch (error) {
    if (!(error instanceof IsolabError)) throw error;
    console.log(`\n${error.message}\n${error.fix}\n`);
    return undefined;
  }
}

async function runOrSkip(suite: Suite, facts: MachineFacts, signal: AbortSignal): Promise<Outcome> {
  const absent = suite.needs.flatMap((need) => absentReason(need, facts) ?? []);
  console.log(`\n──── ${suite.name}: ${suite.about}\n`);
  if (absent.length === 0) return runSuite(suite, signal);
  console.log(`Skipped: ${absent.join(', ')}.`);
  return countSkipped(suite, signal);
}

/** Prints the table, what failed, and the counts as the last line; gives the exit code. */
function report(rows: readonly Row[], facts: MachineFacts): number {
  console.log(`\n${formatTable(rows)}`);
  for (const { name, failures } of rows) {
    if (failures.length > 0) console.log(`\n${name} (test/output/${name}.log)`);
    for (const { title, reason } of failures)
      console.log(`  ✖ ${title}\n      ${firstLine(reason)}`);
  }
  const sum = (of: (row: Row) => number): number => rows.reduce((total, row) => total + of(row), 0);
  const failed = sum(({ failures }) => failures.length);
  const skipped = sum((row) => row.skipped);
  const maySkip = process.env['CI'] === undefined && !(facts.isRoot && facts.isDebian);
  if (skipped > 0 && !maySkip) console.log('\nNothing may be skipped on this machine.');
  console.log(`\n${sum((row) => row.passed)} passed, ${failed} failed, ${skipped} skipped`);
  return failed > 0 || (skipped > 0 && !maySkip) ? 1 : 0;
}

function firstLine(text: string): string {
  return text.split('\n')[0] ?? '';
}
