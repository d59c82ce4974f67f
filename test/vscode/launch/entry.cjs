// What VS Code loads as the entry of the tests: runs the real one, mirrors its output, and leaves a result.
// The result is the only proof that tests ran: when the extension host dies, VS Code reports success.
const fs = require('node:fs');
const util = require('node:util');
const {
  ISOLAB_TEST_ENTRY: entry,
  ISOLAB_TEST_OUTPUT: output,
  ISOLAB_TEST_RESULT: result,
} = process.env;

exports.run = async () => {
  const write = (text) => fs.appendFileSync(output, text);
  // The extension host's console ignores assignments, and takes definitions.
  for (const level of ['log', 'info', 'warn', 'error', 'debug']) {
    const value = (...args) => write(util.format(...args) + '\n');
    Object.defineProperty(console, level, { value, configurable: true, writable: true });
  }
  let failure;
  try {
    await require(entry).run();
  } catch (error) {
    failure = String(error?.stack ?? error);
    write(failure + '\n');
    throw error;
  } finally {
    fs.writeFileSync(result, JSON.stringify({ isOk: failure === undefined }));
  }
};
