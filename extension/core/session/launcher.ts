import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { singleQuoted } from '../base/quote.ts';

/** Writes a program `isolab` that runs this command, with the arguments that it is given; the folder belongs into PATH. */
export async function writeLauncher(folder: string, command: readonly string[]): Promise<string> {
  await mkdir(folder, { recursive: true });
  if (process.platform === 'win32') {
    const words = command.map((word) => `"${word}"`).join(' ');
    await writeFile(join(folder, 'isolab.cmd'), `@${setting('set ', ' & ')}${words} %*\r\n`);
  } else {
    const words = command.map(singleQuoted).join(' ');
    const script = `#!/bin/sh\n${setting('', ' ')}exec ${words} "$@"\n`;
    await writeFile(join(folder, 'isolab'), script, { mode: 0o700 });
  }
  return folder;
}

// In VS Code's desktop the program that runs JavaScript is Electron, which is a Node when it is told to be.
function setting(before: string, after: string): string {
  return 'electron' in process.versions ? `${before}ELECTRON_RUN_AS_NODE=1${after}` : '';
}
