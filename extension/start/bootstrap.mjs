// Runs a TypeScript file of this project on a machine that has only Node and npm, after installing the project's
// packages where they are missing or not those of package-lock.json:
//
//   node extension/start/bootstrap.mjs FILE [ARGUMENT…]

import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(
    `Isolab needs Node.js 20.19 or newer; this is ${process.versions.node}. See https://nodejs.org.`,
  );
  process.exit(2);
}

const root = path.resolve(import.meta.dirname, '../..');
const [file, ...args] = process.argv.slice(2);

if (!arePackagesInstalled()) {
  console.log('Installing the packages of package-lock.json …');
  run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
}
run(process.execPath, ['--import', 'tsx', path.resolve(root, file), ...args]);

/** Compares what npm noted of its last installation with what is wanted; optional packages may be missing. */
function arePackagesInstalled() {
  const wanted = readPackages('package-lock.json');
  const installed = readPackages('node_modules/.package-lock.json');
  return Object.entries(wanted).every(
    ([folder, { version, optional }]) =>
      folder === '' || optional || installed[folder]?.version === version,
  );
}

function readPackages(file) {
  try {
    return JSON.parse(readFileSync(path.join(root, file), 'utf8')).packages;
  } catch {
    return {};
  }
}

function run(program, args) {
  // Ctrl+C reaches the program by itself; here it must not end the wait for it.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => {});
  const isWindows = process.platform === 'win32';
  const { status, error } = spawnSync(program, args, {
    cwd: root,
    stdio: 'inherit',
    shell: isWindows && program === 'npm',
  });
  if (error) console.error(error.message);
  if (status !== 0) process.exit(status ?? 1);
}
