import { randomUUID } from 'node:crypto';
import { stripVTControlCharacters } from 'node:util';
import { typingStuck } from '../base/errors.ts';
import type { Terminal } from '../machine/machine.ts';

/** How a typed line ended: its command is over, or the shell or a program in it waits for more. */
export type Ending =
  { readonly kind: 'over'; readonly exitCode: number } | { readonly kind: 'waits' };

/** Opens a terminal with a bash that reads this startup file. */
export type OpenTerminal = (startup: string, signal: AbortSignal) => Promise<Terminal>;

/** Hears of each command that is typed: when it begins, by the PID of its shell as that shell sees it, and when it is over. */
export interface CommandListener {
  started(line: string, shell: number | undefined): void;
  ended(line: string, exitCode: number): void;
}

/**
 * Types into a real terminal as a learner does. The end of a command is known by marks (OSC 633, as VS Code's shell
 * integration sends them) with a word that no program can guess.
 */
export class Typist implements AsyncDisposable {
  readonly #terminal: Terminal;
  readonly #word: string;
  readonly #listener: CommandListener | undefined;
  #output = '';
  #shell: number | undefined;
  /** The line whose command runs; what is typed meanwhile is for that command. */
  #running: string | undefined;
  #hasEnded = false;
  #heard: () => void = () => {};

  private constructor(terminal: Terminal, word: string, listener: CommandListener | undefined) {
    this.#terminal = terminal;
    this.#word = word;
    this.#listener = listener;
    const ended = (): void => {
      this.#hasEnded = true;
      this.#heard();
    };
    terminal.stream
      .on('data', (chunk: Buffer) => {
        this.#output += chunk.toString();
        this.#heard();
      })
      .on('error', ended)
      .on('end', ended)
      .on('close', ended);
  }

  /** Opens the terminal, and waits for its first prompt. */
  static async open(
    open: OpenTerminal,
    signal: AbortSignal,
    listener?: CommandListener,
  ): Promise<Typist> {
    const word = randomUUID();
    const typist = new Typist(await open(startupFile(word), signal), word, listener);
    try {
      await typist.#ending(0, false, signal);
      typist.#shell = typist.#readShell();
      return typist;
    } catch (error) {
      await typist[Symbol.asyncDispose]();
      throw error;
    }
  }

  /** What has stood on the terminal so far, without control characters. */
  get screen(): string {
    return stripVTControlCharacters(this.#output);
  }

  /** Types one line and waits for its end; `hasMore` says that a line follows, which a waiting program may want. */
  async type(line: string, hasMore: boolean, signal: AbortSignal): Promise<Ending> {
    const from = this.#output.length;
    if (this.#running === undefined) {
      this.#running = line;
      this.#listener?.started(line, this.#shell);
    }
    this.#terminal.stream.write(`${line}\r`);
    const ending = await this.#ending(from, hasMore, signal);
    if (ending.kind === 'over') {
      this.#listener?.ended(this.#running, ending.exitCode);
      this.#running = undefined;
    }
    return ending;
  }

  /** Leaves the terminal; what was started in the background runs on, but on this computer. */
  leave(): Promise<void> {
    return this.#terminal.leave();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#terminal[Symbol.asyncDispose]();
  }

  async #ending(from: number, hasMore: boolean, signal: AbortSignal): Promise<Ending> {
    for (;;) {
      const text = this.#output.slice(from);
      const ending = this.#readMark(text);
      if (ending !== undefined) return ending;
      if (this.#hasEnded) throw typingStuck(this.screen);
      const hasChanged = await this.#hear(hasMore ? quietMs : longQuietMs, signal);
      if (!hasChanged && asks(text)) return { kind: 'waits' };
    }
  }

  #readShell(): number | undefined {
    const shell = new RegExp(`\\x1b\\]633;P;Shell=(\\d+);${this.#word}\\x07`).exec(this.#output);
    return shell === null ? undefined : Number(shell[1]);
  }

  #readMark(text: string): Ending | undefined {
    const over = new RegExp(`\\x1b\\]633;D;(\\d+);${this.#word}\\x07`).exec(text);
    if (over !== null) return { kind: 'over', exitCode: Number(over[1]) };
    return text.includes(`\x1b]633;F;${this.#word}`) ? { kind: 'waits' } : undefined;
  }

  /** Waits until something more is heard; false when nothing was for so long. */
  async #hear(limitMs: number | undefined, signal: AbortSignal): Promise<boolean> {
    signal.throwIfAborted();
    return new Promise<boolean>((resolve, reject) => {
      const timer =
        limitMs === undefined ? undefined : setTimeout(() => settle(() => resolve(false)), limitMs);
      const aborted = (): void => settle(() => reject(typingStuck(this.screen, signal.reason)));
      const settle = (done: () => void): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', aborted);
        this.#heard = () => {};
        done();
      };
      signal.addEventListener('abort', aborted);
      this.#heard = () => settle(() => resolve(true));
    });
  }
}

/**
 * A program that reads from the terminal has no marks: it has been quiet for so long, after what looks like a prompt;
 * for longer where nothing follows that it could want.
 */
const quietMs = 500;
const longQuietMs = 1_000;

function asks(text: string): boolean {
  const lastLine = stripVTControlCharacters(text).split(/\r?\n/).at(-1) ?? '';
  return /[$#>:?%] ?$/.test(lastLine);
}

function startupFile(word: string): string {
  return [
    'unset HISTFILE',
    "bind 'set enable-bracketed-paste off'",
    'stty cols 160 rows 50',
    `printf '\\e]633;P;Shell=%s;${word}\\a' "$$"`,
    // Within the prompt: what is typed before readline has set up the terminal may be lost.
    `PS1='\\[\\e]633;D;$?;${word}\\a\\]$ '`,
    `PS2='\\[\\e]633;F;${word}\\a\\]> '`,
    '',
  ].join('\n');
}
