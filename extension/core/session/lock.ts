import { randomUUID } from 'node:crypto';
import { link, mkdir, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as z from 'zod';
import { sessionInUse } from '../base/errors.ts';
import { describeProcess, isAlive } from './processIdentity.ts';

const holderSchema = z.object({
  /** What a person calls it: "VS Code", "the isolab command". */
  name: z.string(),
  pid: z.number(),
  startedAt: z.string(),
  /** Where it answers other processes, if it does. */
  control: z.string().optional(),
});

/**
 * The right to write in a session's folder: at most one process has it, and a process that died has it no longer.
 * Kept as files `lock.1`, `lock.2` …: the highest counts. Taking over makes the next number, which succeeds for one
 * process only; a file is deleted only when a higher one is there, so nobody can take a number twice.
 */
export class Lock implements AsyncDisposable {
  private constructor(readonly path: string) {}

  /** Takes the lock at once, from a dead holder too; refuses with the living holder's name. */
  static async take(folder: string, title: string, name: string, control?: string): Promise<Lock> {
    await mkdir(folder, { recursive: true });
    const identity = await describeProcess(process.pid);
    const me = { name, ...identity, ...(control === undefined ? {} : { control }) };
    for (;;) {
      const highest = (await readNumbers(folder)).at(-1) ?? 0;
      const holder = await readLiving(lockPath(folder, highest));
      if (holder !== undefined) throw sessionInUse(title, `${holder.name} (${holder.pid})`);
      if (await claim(folder, highest + 1, me)) return new Lock(lockPath(folder, highest + 1));
    }
  }

  /** Gives the lock back. */
  async [Symbol.asyncDispose](): Promise<void> {
    // Emptied, not deleted: the number stays taken. A folder that is gone needs no lock.
    await truncate(this.path).catch(() => {});
  }
}

/** Who has a session open, as a sentence part, and where it answers other processes. */
export interface SessionHolder {
  readonly name: string;
  readonly control?: string | undefined;
}

/** Who has the session open, or undefined when nobody has. */
export async function findHolder(folder: string): Promise<SessionHolder | undefined> {
  const highest = (await readNumbers(folder)).at(-1) ?? 0;
  const holder = await readLiving(lockPath(folder, highest));
  return holder && { name: `${holder.name} (${holder.pid})`, control: holder.control };
}

type Holder = z.infer<typeof holderSchema>;

const lockPath = (folder: string, number: number): string => join(folder, `lock.${number}`);

async function readNumbers(folder: string): Promise<number[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .map((name) => /^lock\.(\d+)$/.exec(name)?.[1])
    .filter((digits) => digits !== undefined)
    .map(Number)
    .sort((a, b) => a - b);
}

async function readLiving(path: string): Promise<Holder | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '');
  try {
    const holder = holderSchema.parse(JSON.parse(text));
    return (await isAlive(holder)) ? holder : undefined;
  } catch {
    return undefined;
  }
}

/** Makes the lock file of this number with its whole content in one step; false when another process was first. */
async function claim(folder: string, number: number, me: Holder): Promise<boolean> {
  const own = join(folder, `claim.${randomUUID()}`);
  await writeFile(own, JSON.stringify(me));
  try {
    await link(own, lockPath(folder, number));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  } finally {
    await rm(own, { force: true });
  }
  const numbers = await readNumbers(folder);
  if (numbers.at(-1) !== number) {
    await rm(lockPath(folder, number), { force: true });
    return false;
  }
  for (const lower of numbers.slice(0, -1)) await rm(lockPath(folder, lower), { force: true });
  return true;
}
