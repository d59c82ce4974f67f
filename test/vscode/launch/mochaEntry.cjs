// Runs the test files named in ISOLAB_TEST_FILES with mocha, inside VS Code's extension host.
const path = require('node:path');
const Mocha = require('mocha');

exports.run = () =>
  new Promise((resolve, reject) => {
    const reporter = path.join(__dirname, '../../run/reporter.cjs');
    const mocha = new Mocha({ reporter, timeout: 60_000, forbidOnly: true, color: false });
    for (const file of JSON.parse(process.env.ISOLAB_TEST_FILES)) mocha.addFile(file);
    mocha.run((failures) => {
      if (failures === 0) resolve();
      else reject(new Error(`${failures} failed`));
    });
  });
