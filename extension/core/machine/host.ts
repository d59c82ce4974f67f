import { resolve } from 'node:path';
import { t } from '../base/l10n.ts';
import { run } from '../base/run.ts';
import type { Machine } from './machine.ts';
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
    [Symbol.asyncDispose]: async () => {},
  };
}

function loginShell(env: Readonly<Record<string, string>>): string {
  if (process.platform === 'win32') return 'powershell.exe';
  return env['SHELL'] ?? process.env['SHELL'] ?? '/bin/sh';
}
