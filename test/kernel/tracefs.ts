import { existsSync, lstatSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';

/** A view on the kernel's tracefs that is the test's own. */
export interface Tracefs extends AsyncDisposable {
  /** Tapes that are there now, of this process and of others. */
  instances(): readonly string[];
  /** Lets a tape hear of these events, or of none of them. */
  turn(instance: string, events: readonly string[], isOn: boolean): void;
  /** What stands in each file that is not an instance's. */
  settings(): ReadonlyMap<string, string>;
}

export async function mountTracefs(): Promise<Tracefs> {
  const folder = await mkdtemp(join(tmpdir(), 'isolab-test-tracefs-'));
  await execa('mount', ['-t', 'tracefs', 'tracefs', folder]);
  return {
    instances: () => readdirSync(join(folder, 'instances')).filter((name) => /^isolab-/.test(name)),
    turn: (name, events, isOn) => {
      for (const event of events) {
        const enable = join(folder, 'instances', name, 'events', event, 'enable');
        if (existsSync(enable)) writeFileSync(enable, isOn ? '1' : '0');
      }
    },
    settings: () => new Map(readAll(folder, '')),
    [Symbol.asyncDispose]: async () => {
      await execa('umount', [folder]);
      await rmdir(folder);
    },
  };
}

/** Reading these waits or takes away; the others tell time and what the kernel remembers of names for everybody. */
const notSettings =
  /^\/(instances|per_cpu\/.*|trace_pipe|trace_marker.*|free_buffer|saved_cmdlines|available_filter_.*|touched_functions)$/;
/** The same for as long as the kernel runs. */
const constants = /^(format|id)$/;

function* readAll(root: string, path: string): Generator<[string, string]> {
  for (const name of readdirSync(root + path)) {
    const below = `${path}/${name}`;
    if (notSettings.test(below) || constants.test(name)) continue;
    const stats = lstatSync(root + below);
    if (stats.isDirectory()) yield* readAll(root, below);
    else if ((stats.mode & 0o400) !== 0) yield [below, read(root + below)];
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  }
}
