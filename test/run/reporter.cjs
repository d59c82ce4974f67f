// Mocha's readable report on the terminal, and every result as a line of JSON in the file ISOLAB_TEST_REPORT, so that
// the counts are exact. Works in a process of mocha's own and in VS Code's extension host.
const { appendFileSync } = require('node:fs');
const Mocha = require('mocha');

const graceMs = 10_000;

module.exports = class extends Mocha.reporters.Spec {
  constructor(runner, options) {
    super(runner, options);
    const file = process.env.ISOLAB_TEST_REPORT;
    if (file === undefined) return;
    const write = (result) => appendFileSync(file, JSON.stringify(result) + '\n');
    const { EVENT_TEST_PASS, EVENT_TEST_FAIL, EVENT_TEST_PENDING, EVENT_RUN_END } =
      Mocha.Runner.constants;
    runner.on(EVENT_TEST_PASS, (test) => write({ state: 'passed', title: test.fullTitle() }));
    runner.on(EVENT_TEST_PENDING, (test) => write({ state: 'skipped', title: test.fullTitle() }));
    runner.on(EVENT_TEST_FAIL, (test, error) => {
      write({ state: 'failed', title: test.fullTitle(), reason: String(error?.message ?? error) });
    });
    runner.once(EVENT_RUN_END, () => {
      write({ state: 'ended' });
      if (process.argv[1]?.includes('mocha')) demandEnd(write);
    });
  }
};

/** A test run that is over ends by itself, unless a test has left something open. */
function demandEnd(write) {
  setTimeout(() => {
    const open = process.getActiveResourcesInfo().join(', ');
    write({ state: 'failed', title: 'leaves nothing open', reason: `still open: ${open}` });
    process.exit(1);
  }, graceMs).unref();
}
