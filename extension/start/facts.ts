import { accessSync, constants, existsSync } from 'node:fs';
import { composeVersion } from '../core/base/composeVersion.ts';
import { IsolabError } from '../core/base/errors.ts';
import { findProgram } from '../core/base/findProgram.ts';
import { run } from '../core/base/run.ts';
import { silentLog } from '../core/base/log.ts';
import { openEngine } from '../core/engine/engine.ts';
import { debianPackages, type DebianPackage } from './packages.ts';

/** What matters about this machine before Isolab can start on it. */
export interface MachineFacts {
  readonly platform: NodeJS.Platform;
  readonly isDebian: boolean;
  readonly isRoot: boolean;
  readonly hasSudo: boolean;
  readonly hasSystemd: boolean;
  readonly engine:
    | { readonly status: 'up' }
    | { readonly status: 'down'; readonly message: string; readonly fix: string };
  /** True when Docker's socket is there and this user may not write to it. */
  readonly isEngineForbidden: boolean;
  /** True when a Docker Engine is installed, running or not. */
  readonly hasDockerd: boolean;
  /** True when Docker's client has Compose 2. */
  readonly hasCompose: boolean;
  /** Packages of packages.ts that are not there. Empty where there are no Debian packages. */
  readonly missing: readonly DebianPackage[];
  /** VS Code's own command, where it can also show a window. */
  readonly hasDesktopCode: boolean;
}

/** Looks at this machine. */
export async function readFacts(signal: AbortSignal): Promise<MachineFacts> {
  const isDebian = findProgram('apt-get') !== undefined && findProgram('dpkg-query') !== undefined;
  const isRoot = process.getuid?.() === 0;
  return {
    platform: process.platform,
    isDebian,
    isRoot,
    hasSudo: findProgram('sudo') !== undefined,
    hasSystemd: existsSync('/run/systemd/system'),
    engine: await readEngine(signal),
    isEngineForbidden: isForbidden('/var/run/docker.sock'),
    hasDockerd: findProgram('dockerd') !== undefined,
    hasCompose: (await composeVersion(signal)) !== undefined,
    missing: isDebian ? await findMissing(signal) : [],
    // VS Code refuses to run as root, and needs a display on Linux.
    hasDesktopCode: findProgram('code') !== undefined && hasDisplay() && !isRoot,
  };
}

async function readEngine(signal: AbortSignal): Promise<MachineFacts['engine']> {
  try {
    await using _ = await openEngine({ env: process.env, log: silentLog }, signal);
    return { status: 'up' };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof IsolabError) {
      return { status: 'down', message: error.message, fix: error.fix };
    }
    throw error;
  }
}

async function findMissing(signal: AbortSignal): Promise<readonly DebianPackage[]> {
  const { stdout } = await run(
    { program: 'dpkg-query', args: ['-W', '-f', '${Package} ${db:Status-Status}\\n'] },
    signal,
  );
  const installed = new Set(
    stdout
      .split('\n')
      .filter((line) => line.endsWith(' installed'))
      .map((line) => line.split(' ')[0]),
  );
  return debianPackages(process.arch).filter(
    ({ name, program }) =>
      !installed.has(name) && (program === undefined || findProgram(program) === undefined),
  );
}

function isForbidden(socket: string): boolean {
  if (!existsSync(socket)) return false;
  try {
    accessSync(socket, constants.W_OK);
    return false;
  } catch {
    return true;
  }
}

function hasDisplay(): boolean {
  if (process.platform !== 'linux') return true;
  return Boolean(process.env['DISPLAY'] ?? process.env['WAYLAND_DISPLAY']);
}
