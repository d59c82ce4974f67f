import { t } from '../base/l10n.ts';
import { findCaller } from './sharedCalls.ts';
import type { Take } from './take.ts';

/** Which recordings the calls of each connection go to: to several, until it is known whose they are. */
export class Callers {
  readonly #takes = new Map<number, readonly Take[]>();

  of(connection: number): readonly Take[] {
    return this.#takes.get(connection) ?? [];
  }

  set(connection: number, takes: readonly Take[]): void {
    this.#takes.set(connection, takes);
  }

  /** The recordings that share a call with this one, this one included; none where every call is known to be its own. */
  sharersOf(take: Take): readonly Take[] {
    const lists = [...this.#takes.values()];
    return lists.filter((takes) => takes.length > 1 && takes.includes(take)).flat();
  }

  /** Takes calls from those that did not make them, as far as that is known by now. */
  tellApart(): void {
    for (const [connection, takes] of this.#takes) {
      if (takes.length < 2) continue;
      const at = takes.flatMap((take) => take.firstCallOf(connection)?.at ?? [])[0];
      if (at === undefined || takes.some((take) => !take.knowsProgramsAt(at))) continue;
      const candidates = takes.map((take) => ({ of: take, programs: take.programs }));
      const caller = findCaller(candidates, at);
      if (caller === undefined) continue;
      for (const take of takes) if (take !== caller) take.forget(connection);
      this.#takes.set(connection, [caller]);
    }
  }

  /** What went to one recording goes to another, which begins with it. */
  replace(from: Take, to: Take): void {
    for (const [connection, takes] of this.#takes) {
      const replaced = takes.map((take) => (take === from ? to : take));
      this.#takes.set(connection, replaced);
    }
  }

  /** A recording is over: whose the calls were that it shares will not be known any more. */
  forget(take: Take): void {
    for (const [connection, takes] of this.#takes) {
      if (!takes.includes(take)) continue;
      const others = takes.filter((each) => each !== take);
      for (const other of others) other.note(ofEither());
      if (others.length > 0) this.#takes.set(connection, others);
      else this.#takes.delete(connection);
    }
  }
}

/** What is said of calls that are shown with several commands. */
export const ofEither = (): string => t('Two commands ran at once: calls may be of either.');
