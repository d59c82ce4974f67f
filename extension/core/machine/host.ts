import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { t } from '../base/l10n.ts';
import { run } from '../base/run.ts';
import { openScript } from './scriptTerminal.ts';
import type { Machine, Terminal } from './machine.ts';
import { readWorkFile } from './workFile.ts';

/** The machine on which Isolab itself runs: commands start in `folder`, with `env` added to Isolab's own environment. */
export function openHost(folder: string, env: Readonly<Record<string, string>>): Machine {
  return {
    id: 'host',
    kind: 'host',
    title: t('This machine'),
    folder,
    run: (command, signal) =>
      run(
        {
          ...command,
          cwd: resolve(folder, command.cwd ?? ''),
          env: { ...env, ...command.env },
        },
        signal,
      ),
    file: (path) => readWorkFile(folder, path),
    shell: () => ({ program: loginShell(env), args: [], cwd: folder, env }),
    openTerminal: (startup, added, signal) =>
      openHostTerminal(startup, folder, { ...env, ...added }, signal),
    [Symbol.asyncDispose]: async () => {},
  };
}

function loginShell(env: Readonly<Record<string, string>>): string {
  if (process.platform === 'win32') return 'powershell.exe';
  return env['SHELL'] ?? process.env['SHELL'] ?? '/bin/sh';
}

async function openHostTerminal(
  startup: string,
  cwd: string,
  env: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<Terminal> {
  const folder = await mkdtemp(join(tmpdir(), 'isolab-terminal-'));
  const file = join(folder, 'bashrc');
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  try {
    await writeFile(file, startup);
    const bash = 'exec bash --noprofile --rcfile "$ISOLAB_STARTUP" -i';
    const terminal = await openScript(bash, { cwd, env: { ...env, ISOLAB_STARTUP: file } }, signal);
    const close = async (): Promise<void> => {
      await terminal[Symbol.asyncDispose]();
      await remove();
    };
    return { stream: terminal.stream, leave: close, [Symbol.asyncDispose]: close };
  } catch (error) {
    await remove();
    throw error;
  }
}
