import { closeSync, openSync, readSync } from 'node:fs';
import type { Bytes } from '../bytes.ts';
import type { Unreadable } from '../reader.ts';
import { unreadable } from './unreadable.ts';

interface Kept {
  readonly descriptor: number;
  usedAt: number;
  bytes: Buffer;
  text: Bytes;
}

const idleMs = 15_000;

/**
 * Reads files of /proc and cgroup hierarchies, and keeps some of them open: reading again at offset 0 costs a sixth
 * of opening again. A kept descriptor stands for the process or cgroup that it was opened for, whatever takes over the name.
 */
export class Descriptors {
  readonly #kept = new Map<string, Kept>();
  readonly #maxKept: number;
  #buffer = Buffer.allocUnsafeSlow(64 * 1024);
  #sweptAt = 0;

  constructor(maxKept: number) {
    this.#maxKept = maxKept;
  }

  /** Reads a file that the kernel gives in one piece, as it does all single values and /proc/PID/stat. */
  readKept(path: string, now: number): Bytes | Unreadable {
    const kept = this.#kept.get(path);
    if (kept === undefined) return this.#openAndRead(path, now);
    try {
      kept.usedAt = now;
      return this.#readAgain(kept);
    } catch {
      // The process or cgroup is gone (ESRCH, ENODEV); another may have its name now.
      this.#close(path, kept);
      return this.#openAndRead(path, now);
    }
  }

  /** Opens, reads to the end and closes; `single` saves the reading that only finds the end. */
  readOnce(path: string, how: 'once' | 'single'): Bytes | Unreadable {
    let descriptor: number | undefined;
    try {
      descriptor = openSync(path, 'r');
      let text = '';
      for (;;) {
        const piece = this.#readPiece(descriptor, text.length);
        text += piece;
        if (piece === '' || how === 'single') return text;
      }
    } catch (error) {
      return unreadable(path, error);
    } finally {
      if (descriptor !== undefined) closeSync(descriptor);
    }
  }

  /** Closes what nobody read for a while. */
  closeIdle(now: number): void {
    if (now - this.#sweptAt < idleMs) return;
    this.#sweptAt = now;
    for (const [path, kept] of this.#kept) {
      if (now - kept.usedAt >= idleMs) this.#close(path, kept);
    }
  }

  /** How many files are open now. */
  get count(): number {
    return this.#kept.size;
  }

  /** Closes everything. */
  dispose(): void {
    for (const [path, kept] of this.#kept) this.#close(path, kept);
  }

  #openAndRead(path: string, now: number): Bytes | Unreadable {
    if (this.#kept.size >= this.#maxKept) return this.readOnce(path, 'single');
    let descriptor: number | undefined;
    try {
      descriptor = openSync(path, 'r');
      const text = this.#readPiece(descriptor, 0);
      this.#kept.set(path, { descriptor, usedAt: now, text, bytes: Buffer.from(text, 'latin1') });
      return text;
    } catch (error) {
      if (descriptor !== undefined) closeSync(descriptor);
      return unreadable(path, error);
    }
  }

  /** Gives the very same string while nothing changed: most of /proc stays as it is, and making strings costs. */
  #readAgain(kept: Kept): Bytes {
    const count = readSync(kept.descriptor, this.#buffer, 0, this.#buffer.length, 0);
    const { length } = kept.bytes;
    if (count === length && this.#buffer.compare(kept.bytes, 0, count, 0, count) === 0) {
      return kept.text;
    }
    kept.text =
      count < this.#buffer.length
        ? this.#buffer.toString('latin1', 0, count)
        : this.#readPiece(kept.descriptor, 0);
    kept.bytes = Buffer.from(kept.text, 'latin1');
    return kept.text;
  }

  #readPiece(descriptor: number, offset: number): Bytes {
    const count = readSync(descriptor, this.#buffer, 0, this.#buffer.length, offset);
    if (count < this.#buffer.length || offset > 0) return this.#buffer.toString('latin1', 0, count);
    this.#buffer = Buffer.allocUnsafeSlow(this.#buffer.length * 2);
    return this.#readPiece(descriptor, offset);
  }

  #close(path: string, kept: Kept): void {
    this.#kept.delete(path);
    closeSync(kept.descriptor);
  }
}
