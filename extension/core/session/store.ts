import { existsSync } from 'node:fs';
import { readdir, readFile, rm } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { IsolabError } from '../base/errors.ts';
import type { Engine } from '../engine/engine.ts';
import type { VmEquipmentHere } from '../machine/equipment.ts';
import { readJournal } from './journalText.ts';
import { findHolder, Lock, type SessionHolder } from './lock.ts';
import { homeLabel, outlivesOpening, Owned, sessionLabel } from './owned.ts';
import { noProgress, replay, type Progress } from './progress.ts';
import { journalName, openRecord } from './record.ts';
import { Vms } from './vms.ts';
import { removedPrefix, removeFolder } from './workFolder.ts';

/** A session on the disk, open somewhere or not. */
export interface StoredSession {
  readonly labId: string;
  readonly folder: string;
  readonly progress: Progress;
  /** Who has it open now, as a sentence part. */
  readonly holder?: string;
  /** Where that program answers other processes. */
  readonly control?: string;
  /** Why its journal cannot be read. */
  readonly problem?: IsolabError;
}

/** Where the things of a session are. */
export interface SessionPlaces {
  readonly engine: Engine | undefined;
  readonly vms: VmEquipmentHere;
}

/** Where sessions are kept unless said otherwise: the system's place for a program's data. */
export function defaultSessionsFolder(env: NodeJS.ProcessEnv): string {
  if (env['ISOLAB_HOME']) return env['ISOLAB_HOME'];
  if (process.platform === 'win32') {
    return join(env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'isolab');
  }
  if (process.platform === 'darwin') {
    return join(homedir(), 'Library', 'Application Support', 'isolab');
  }
  return join(env['XDG_DATA_HOME'] || join(homedir(), '.local', 'share'), 'isolab');
}

/** All sessions of this person on this machine. */
export class SessionStore {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  /** Every session with its progress; one whose journal is damaged comes with its problem. */
  async list(): Promise<readonly StoredSession[]> {
    const entries = await readdir(this.root, { withFileTypes: true }).catch(() => []);
    const folders = entries.filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
    const stored = await Promise.all(folders.map(({ name }) => this.find(name)));
    return stored.filter((each) => each !== undefined);
  }

  /** The session of this lab; undefined when it was never opened, or removed. */
  async find(labId: string): Promise<StoredSession | undefined> {
    const folder = join(this.root, labId);
    const path = join(folder, journalName);
    const bytes = await readFile(path).catch(() => undefined);
    if (bytes === undefined) return undefined;
    const holder = await findHolder(folder);
    const place = { labId, folder, ...placeOf(holder) };
    try {
      return { ...place, progress: replay(readJournal(bytes, path).events) };
    } catch (error) {
      if (!(error instanceof IsolabError)) throw error;
      return { ...place, progress: noProgress, problem: error };
    }
  }

  /**
   * Removes a session that is not open: its VMs and what it owns on the engine, then its folder. Refuses while it is
   * open, and where it owns something and there is no engine to remove it from.
   */
  async remove(
    labId: string,
    { engine, vms: equipment }: SessionPlaces,
    signal: AbortSignal,
  ): Promise<void> {
    const folder = join(this.root, labId);
    await using _ = await Lock.take(folder, labId, 'isolab');
    {
      await using record = (await openRecord(folder)).record;
      const session = record.progress.opened?.sessionId ?? '';
      const shell = (): never => {
        throw new TypeError('nobody works in a session that is being removed');
      };
      await using vms = new Vms({ folder: Vms.folderOf(folder), session, equipment, shell });
      await new Owned(engine, vms, record).removeAll(signal);
    }
    await removeFolder(folder);
  }

  /**
   * Removes what crashes left over: folders that were being deleted, and things that Isolab made on the engine for
   * sessions that are no more. What a learner made in a session that is still there stays with it.
   */
  async cleanUp(engine: Engine | undefined, signal: AbortSignal): Promise<void> {
    const names = await readdir(this.root).catch(() => []);
    for (const name of names.filter((each) => each.startsWith(removedPrefix))) {
      await rm(join(this.root, name), { recursive: true, force: true });
    }
    if (engine === undefined) return;
    // Containers first: one that is made meanwhile belongs to a session that may be opened meanwhile.
    const containers = await engine.containers(signal);
    const sessions = await this.list();
    // A lab's own machine stays as long as its session, anything else no longer than that is open.
    const isLive = (id: string, outlives: boolean): boolean =>
      sessions.some(
        ({ progress, holder }) =>
          progress.opened?.sessionId === id && (outlives || holder !== undefined),
      );
    for (const { id, labels } of containers) {
      const session = labels[sessionLabel];
      // Another folder's sessions are not known here, unless that folder is gone with them.
      const home = labels[homeLabel] ?? this.root;
      if (home !== this.root && existsSync(home)) continue;
      if (session !== undefined && !isLive(session, outlivesOpening(labels))) {
        await engine.removeContainer(id, signal);
      }
    }
  }
}

function placeOf(holder: SessionHolder | undefined): Pick<StoredSession, 'holder' | 'control'> {
  if (holder === undefined) return {};
  const { name, control } = holder;
  return { holder: name, ...(control === undefined ? {} : { control }) };
}
