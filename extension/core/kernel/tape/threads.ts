/** Which process a thread belongs to, and what it is called: what the tape itself does not say in each line. */
export class Threads {
  /** Only threads that are not their process' first. */
  readonly #processes = new Map<number, number>();
  readonly #names = new Map<number, string>();
  /** How many threads a process has besides its first; for kernels that do not say which exit is the last. */
  readonly #others = new Map<number, number>();
  readonly #firstEnded = new Set<number>();

  /** A thread that nothing is known of counts as a process. */
  processOf(tid: number): number {
    return this.#processes.get(tid) ?? tid;
  }

  nameOf(tid: number): string | undefined {
    return this.#names.get(tid);
  }

  rename(tid: number, name: string): void {
    this.#names.set(tid, name);
  }

  /** A thread of this process, which was there before or is new. */
  add(tid: number, pid: number): void {
    if (tid === pid || this.#processes.has(tid)) return;
    this.#processes.set(tid, pid);
    this.#others.set(pid, (this.#others.get(pid) ?? 0) + 1);
  }

  /** A new process, whose number an earlier one may have had. */
  start(pid: number): void {
    this.#forget(pid);
    this.#others.delete(pid);
    this.#firstEnded.delete(pid);
  }

  /** A thread ran a program, by which it became its process' first and only one (execve(2)). */
  takeOver(tid: number, pid: number): void {
    if (tid !== pid) this.#forget(tid);
    this.#firstEnded.delete(pid);
  }

  /** Names may have changed unseen. */
  forgetNames(): void {
    this.#names.clear();
  }

  /** Forgets a thread that ended, and tells whether it was its process' last. */
  end(tid: number): boolean {
    const pid = this.processOf(tid);
    this.#forget(tid);
    if (tid === pid) this.#firstEnded.add(pid);
    const isLast = this.#firstEnded.has(pid) && !this.#others.has(pid);
    if (isLast) this.#firstEnded.delete(pid);
    return isLast;
  }

  #forget(tid: number): void {
    this.#names.delete(tid);
    const pid = this.#processes.get(tid);
    if (pid === undefined) return;
    this.#processes.delete(tid);
    const others = (this.#others.get(pid) ?? 1) - 1;
    if (others > 0) this.#others.set(pid, others);
    else this.#others.delete(pid);
  }
}
