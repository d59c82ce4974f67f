import type { ContainerFacts, EngineEvent } from './facts.ts';

/**
 * Which containers the kernel killed for want of memory. The engine's own flag is wrong now and then: the word of the
 * OOM kill reaches it after the end of the program, or not at all when its shim ends first (with Docker 20.10 on
 * cgroup v1, 2 of 40). So its events count too: an `oom`, or an end by SIGKILL that no call to the engine asked for,
 * in a container with a limit on memory.
 */
export class OomKills {
  readonly #killed = new Set<string>();
  /** Those that were sent a signal by a call since they started: a `kill`, `stop` or `restart`. */
  readonly #signalled = new Set<string>();
  readonly #diedBySigkill = new Set<string>();

  /** Takes note of what the engine announced; in the order in which it did. */
  hear({ type, action, id, attributes }: EngineEvent): void {
    if (type !== 'container') return;
    if (action === 'oom') this.#killed.add(id);
    if (action === 'kill') this.#signalled.add(id);
    // 128 and the number of the signal, as a shell says it.
    const wasKilled = attributes['exitCode'] === '137' && !this.#signalled.has(id);
    if (action === 'die' && wasKilled) this.#diedBySigkill.add(id);
    if (action === 'start' || action === 'destroy') this.#forget(id);
  }

  /** Whether that is how this container ended. */
  ended({ id, isOomKilled, limits }: ContainerFacts): boolean {
    const isLimited = limits.memoryBytes > 0;
    return isOomKilled || this.#killed.has(id) || (isLimited && this.#diedBySigkill.has(id));
  }

  #forget(id: string): void {
    for (const kept of [this.#killed, this.#signalled, this.#diedBySigkill]) kept.delete(id);
  }
}
