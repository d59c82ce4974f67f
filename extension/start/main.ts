import { once } from 'node:events';
import path from 'node:path';
import { IsolabError } from '../core/base/errors.ts';
import { t } from '../core/base/l10n.ts';
import { run } from '../core/base/run.ts';
import { loadCatalog } from '../core/lab/catalog.ts';
import { askOnTerminal } from './ask.ts';
import { buildFailed, noSuchLab } from './errors.ts';
import { openInBrowser } from './openBrowser.ts';
import { openOnDesktop } from './openDesktop.ts';
import { parseOptions, usage, type StartOptions } from './options.ts';
import { prepareMachine } from './prepare.ts';
import { terminalProgress } from './progress.ts';

const root = path.resolve(import.meta.dirname, '../..');
const stopping = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(name, () => {
    stopping.abort();
  });
}

try {
  const options = parseOptions(process.argv.slice(2));
  if (options.isHelpWanted) console.log(usage);
  else await start(options, stopping.signal);
} catch (error) {
  if (!stopping.signal.aborted) {
    if (!(error instanceof IsolabError)) throw error;
    console.error(`\n${error.message}\n${error.fix}`);
    process.exitCode = error.code === 'wrong-usage' ? 2 : 1;
  }
}

/** From a machine that has Node to an open VS Code; returns when all is over, and nothing started is left. */
async function start(options: StartOptions, signal: AbortSignal): Promise<void> {
  await demandLab(options.lab);
  const progress = terminalProgress();
  progress.say(t('Looking at this machine'));
  const mayUseSudo = options.isYes ? () => Promise.resolve(true) : askOnTerminal;
  await using machine = await prepareMachine({ purpose: 'labs', mayUseSudo, progress }, signal);

  progress.say(t('Building Isolab'));
  const built = await run({ program: process.execPath, args: ['esbuild.mjs'], cwd: root }, signal);
  if (built.exitCode !== 0) throw buildFailed(built.stderr);

  const at = { root, ...(options.lab === undefined ? {} : { lab: options.lab }) };
  if (machine.facts.hasDesktopCode && !options.isBrowserWanted) {
    progress.say(t('Opening VS Code'));
    await openOnDesktop(at, signal);
    if (!machine.hasStarted) return;
    progress.show(t('Isolab is open in VS Code. Ctrl+C stops Docker, which was started for it.'));
    await once(signal, 'abort');
    return;
  }
  const port = options.port === undefined ? {} : { port: options.port };
  await using vscode = await openInBrowser({ ...at, ...port }, progress, signal);
  progress.say(t('Ready'));
  progress.show(
    t('Isolab is open at\n\n    {0}\n\nCtrl+C stops all that was started.', vscode.address),
  );
  await Promise.race([once(signal, 'abort'), vscode.ended]);
}

async function demandLab(id: string | undefined): Promise<void> {
  if (id === undefined) return;
  const { tracks } = await loadCatalog(path.join(root, 'labs'));
  const known = tracks.flatMap(({ labs }) => labs.map((lab) => lab.id));
  if (!known.includes(id)) throw noSuchLab(id, known);
}
