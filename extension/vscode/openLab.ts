import { join } from 'node:path';
import { Emitter, type Event } from '../core/base/event.ts';
import type { Log } from '../core/base/log.ts';
import { t } from '../core/base/l10n.ts';
import type { BoundLab, Lab } from '../core/lab/lab.ts';
import type { Session } from '../core/session/session.ts';
import type { SessionState } from '../core/session/state.ts';
import type { EquipmentHolder } from './equipment.ts';
import type { Folders } from './folders.ts';
import type { Report } from './progress.ts';

/** A lab and the session in which it is being done. */
export interface Current {
  /** With the learner's own values filled in. */
  readonly lab: BoundLab;
  readonly session: Session;
}

/** The one lab that is open in this window, if any. Opening another closes it; its progress stays. */
export class OpenLab implements AsyncDisposable {
  readonly #equipment: EquipmentHolder;
  readonly #folders: Folders;
  readonly #log: Log;
  readonly #changed = new Emitter<Current | undefined>();
  readonly #stateChanged = new Emitter<SessionState>();
  #current: Current | undefined;
  #last: Promise<unknown> = Promise.resolve();

  constructor(equipment: EquipmentHolder, folders: Folders, log: Log) {
    this.#equipment = equipment;
    this.#folders = folders;
    this.#log = log;
  }

  /** Announces that another lab is open now, or none. */
  readonly onDidChange: Event<Current | undefined> = this.#changed.event;
  /** Announces the open session's states. */
  readonly onDidChangeState: Event<SessionState> = this.#stateChanged.event;

  get current(): Current | undefined {
    return this.#current;
  }

  /**
   * Opens a lab where it was left, with its images at hand and its VMs running; it stays open until another is opened
   * or it is closed.
   */
  open(lab: Lab, signal: AbortSignal, report: Report): Promise<Session> {
    return this.#next(async () => {
      if (this.#current?.lab.id === lab.id) return this.#current.session;
      report(t('looking for the Docker Engine'));
      const { engine, probe } = needsEngine(lab)
        ? await this.#equipment.get(signal)
        : await this.#equipment.find(signal);
      const [{ bindLab }, { ensureImages }, { listRecipes }, { openSession }, { SessionStore }] =
        await Promise.all([
          import('../core/lab/bind.ts'),
          import('../core/recipe/ensure.ts'),
          import('../core/recipe/recipe.ts'),
          import('../core/session/open.ts'),
          import('../core/session/store.ts'),
        ]);
      const recipes = this.#folders.recipes();
      if (engine !== undefined) {
        await ensureImages(engine, lab.images, await listRecipes(recipes), report, signal);
      }
      await this.#close();
      report(t('opening the session'));
      const root = await this.#folders.sessions();
      await new SessionStore(root).cleanUp(engine, signal);
      const session = await openSession(
        {
          ...{ lab, engine, probe, root, recipes, report },
          vms: await this.#equipment.vms(engine),
          holder: 'VS Code',
          command: isolabCommand(),
          log: this.#log,
        },
        signal,
      );
      session.onDidChange((state) => this.#stateChanged.fire(state));
      this.#set({ lab: bindLab(lab, session.state.vars), session });
      return session;
    });
  }

  /** Closes the open lab; what it made goes on running and its progress is kept. */
  close(): Promise<void> {
    return this.#next(() => this.#close());
  }

  /** Removes a lab's progress with everything that it owns, be it open or not. */
  remove(labId: string, signal: AbortSignal): Promise<void> {
    return this.#next(async () => {
      const current = this.#current;
      if (current?.lab.id === labId) {
        await current.session.remove(signal);
        this.#set(undefined);
        return;
      }
      const { engine } = await this.#equipment.find(signal);
      const { SessionStore } = await import('../core/session/store.ts');
      const places = { engine, vms: await this.#equipment.vms(engine) };
      await new SessionStore(await this.#folders.sessions()).remove(labId, places, signal);
    });
  }

  /** Gives the session back without a word: the window closes, and what it shows comes back with it. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#next(async () => this.#current?.session[Symbol.asyncDispose]());
  }

  async #close(): Promise<void> {
    const current = this.#current;
    if (current === undefined) return;
    this.#set(undefined);
    await current.session[Symbol.asyncDispose]();
  }

  #set(current: Current | undefined): void {
    this.#current = current;
    this.#changed.fire(current);
  }

  /** One after the other: two labs that are opened at once must not both be the open one. */
  #next<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#last.then(work, work);
    this.#last = done.catch(() => {});
    return done;
  }
}

/** A lab that names no need is one of containers. */
const needsEngine = ({ needs }: Lab): boolean => needs.includes('engine') || needs.length === 0;

/** The `isolab` command that lies beside this extension's bundle; VS Code's own program runs it. */
function isolabCommand(): readonly string[] {
  return [process.execPath, join(import.meta.dirname, 'cli.cjs')];
}
