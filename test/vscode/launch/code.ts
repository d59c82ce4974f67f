import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { launch } from './launch.ts';
import { follow } from './follow.ts';

// Takes the arguments that @vscode/test-electron gives to VS Code, and ends as VS Code would: 0 when all tests passed,
// 1 when some failed. 95 says that there is no result, 98 that it took too long.

const { values, positionals } = parseArgs({
  args: process.argv.slice(2),
  strict: false,
  allowPositionals: true,
  options: {
    extensionDevelopmentPath: { type: 'string', multiple: true },
    extensionTestsPath: { type: 'string' },
    'install-extension': { type: 'string', multiple: true },
    'user-data-dir': { type: 'string' },
  },
});
const developed = (values.extensionDevelopmentPath ?? []) as string[];
const vsix = (values['install-extension'] ?? []) as string[];
const entry = path.resolve(values.extensionTestsPath as string);
const workspace = positionals[0];
const limitMs = Number(process.env['ISOLAB_TEST_LIMIT_MS'] ?? 600_000);

const folder = await mkdtemp(path.join(os.tmpdir(), 'isolab-vscode-tests-'));
const output = path.join(folder, 'output.log');
const result = path.join(folder, 'result.json');
writeFileSync(output, '');
// VS Code runs tests only where an extension is under development: for one that is installed, an empty one.
const extension = developed.length > 0 ? developed : [makeEmptyExtension(folder)];

const noticed: string[] = [];
const stopping = new AbortController();
process.once('SIGINT', () => {
  stopping.abort();
});
process.once('SIGTERM', () => {
  stopping.abort();
});

let code = 95;
{
  await using vscode = await launch(
    {
      ...(workspace === undefined ? {} : { workspace }),
      vsix,
      development: { extension, tests: path.join(import.meta.dirname, 'entry.cjs') },
      settings: settingsIn(values['user-data-dir'] as string | undefined),
      env: {
        ISOLAB_TEST_ENTRY: entry,
        ISOLAB_TEST_OUTPUT: output,
        ISOLAB_TEST_RESULT: result,
      },
      onLog: (level, message) => {
        if (level === 'error' || level === 'warn') noticed.push(`[${level}] ${message}`);
      },
    },
    stopping.signal,
  );
  using _ = follow(output, (text) => process.stdout.write(text));
  const exitCode = await Promise.race([vscode.exited, afterLimit(), aborted(stopping.signal)]);
  const { isOk } = existsSync(result)
    ? (JSON.parse(readFileSync(result, 'utf8')) as { isOk: boolean })
    : { isOk: undefined };
  if (isOk !== undefined) code = isOk ? exitCode : 1;
  else if (exitCode === 98) code = 98;
  if (code !== 0) {
    await vscode.page.screenshot({ path: path.join(folder, 'end.png') });
    if (code >= 95) console.error(`No result. VS Code said:\n${noticed.slice(-8).join('\n')}`);
    console.error(`Output and a picture of the end are kept in ${folder}.`);
  }
}
if (code === 0) await rm(folder, { recursive: true });
process.exit(code);

function makeEmptyExtension(folder: string): string {
  const manifest = {
    name: 'empty',
    publisher: 'isolab',
    version: '0.0.0',
    engines: { vscode: '*' },
  };
  writeFileSync(path.join(folder, 'package.json'), JSON.stringify(manifest));
  return folder;
}

function settingsIn(userData: string | undefined): Record<string, unknown> {
  const file = path.join(userData ?? '', 'User/settings.json');
  if (userData === undefined || !existsSync(file)) return {};
  return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
}

function afterLimit(): Promise<number> {
  return new Promise((resolve) => setTimeout(resolve, limitMs, 98).unref());
}

function aborted(signal: AbortSignal): Promise<number> {
  return new Promise((resolve) => {
    signal.addEventListener('abort', () => {
      resolve(95);
    });
  });
}
