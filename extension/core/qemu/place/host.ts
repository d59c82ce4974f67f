import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { cacheFolder } from '../../base/cacheFolder.ts';
import { qemuMissing } from '../../base/vmErrors.ts';
import { findProgram } from '../../base/findProgram.ts';
import { run, type Command, type CommandResult } from '../../base/run.ts';
import type { QemuPlace, QemuProcess } from '../place.ts';
import { hostFiles } from './hostFiles.ts';
import { HostProcess, OwnProcess } from './hostProcess.ts';
import { findPid, identify } from './processTable.ts';

// The path of a socket has at most 107 bytes (unix(7)), on macOS 103.
const longestFolder = 90;

/** QEMU on this machine. */
export class HostPlace implements QemuPlace {
  readonly kind = 'host';
  readonly files = hostFiles;

  async start(
    program: string,
    args: readonly string[],
    log: string,
    signal: AbortSignal,
  ): Promise<QemuProcess> {
    signal.throwIfAborted();
    const path = findProgram(program);
    if (path === undefined) throw qemuMissing(program);
    const output = openSync(log, 'w', 0o600);
    // What it makes, sockets above all, is this user's alone. Nothing else runs between these lines.
    const mask = process.umask(0o077);
    const child = spawn(path, [...args], { detached: true, stdio: ['ignore', output, output] });
    process.umask(mask);
    closeSync(output);
    return OwnProcess.of(child, log);
  }

  async findByWord(word: string, log: string): Promise<QemuProcess | undefined> {
    const pid = await findPid(word);
    const identity = pid === undefined ? undefined : await identify(pid);
    return identity && new HostProcess(identity, log);
  }

  async run(command: Command, signal: AbortSignal): Promise<CommandResult> {
    if (findProgram(command.program) === undefined) throw qemuMissing(command.program);
    return run(command, signal);
  }

  path(ours: string): string {
    return ours;
  }

  // Not where XDG_RUNTIME_DIR says: that ends with the person's login, a VM does not, and who looks for it later may
  // be told of another one.
  socketFolder(folder: string): string {
    const name = createHash('sha256').update(folder).digest('hex').slice(0, 16);
    const own = join(cacheFolder(), 'vms', name);
    const short = join('/tmp', `isolab-${process.getuid?.() ?? 0}`, name);
    return own.length <= longestFolder ? own : short;
  }

  async connect(socketPath: string, signal: AbortSignal): Promise<Duplex> {
    signal.throwIfAborted();
    const socket = connect(socketPath);
    const abort = (): void => void socket.destroy(new Error('aborted'));
    signal.addEventListener('abort', abort, { once: true });
    try {
      await once(socket, 'connect');
      return socket;
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    } finally {
      signal.removeEventListener('abort', abort);
    }
  }
}
