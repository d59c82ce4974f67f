import type { Circumstances } from './circumstances.ts';

/** A command that runs as it is, as root where that is needed. */
export function asRoot(command: string, { isRoot, platform }: Circumstances): string {
  return isRoot || platform === 'win32' ? command : `sudo ${command}`;
}

/** How a program is installed with the package tools of this system; `undefined` where those are unknown. */
export function installCommand(
  names: { readonly debian: string; readonly brew: string; readonly winget: string },
  circumstances: Circumstances,
): string | undefined {
  const { platform, isDebian } = circumstances;
  if (platform === 'darwin') return `brew install ${names.brew}`;
  if (platform === 'win32') return `winget install ${names.winget}`;
  return isDebian ? asRoot(`apt-get install -y ${names.debian}`, circumstances) : undefined;
}

/** The parts of a finding's fix, without a command where there is none. */
export function fix(text: string, command?: string): { text: string; command?: string } {
  return command === undefined ? { text } : { text, command };
}
