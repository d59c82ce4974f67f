import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { noTerminal, typingStuck } from '../base/errors.ts';
import type { ShellSpec } from '../machine/machine.ts';

/** How a typed line ended: its command is over, or the shell or a program in it waits for more. */
export type Ending =
  { readonly kind: 'over'; readonly exitCode: number } | { readonly kind: 'waits' };

/**
 * Types into a real terminal as a learner does: bash on a pty, made by script(1). The end of a command is known by
 * marks (OSC 633, as VS Code's shell integration sends them) with a word that no program can guess.
 */
export class Typist implements AsyncDisposable {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #folder: string;
  readonly #word: string;
  #output = '';
  #heard: () => void = () => {};

  private constructor(child: ChildProcessWithoutNullStreams, folder: string, word: string) {
    this.#child = child;
    this.#folder = folder;
    this.#word = word;
    const hear = (chunk: Buffer): void => {
      this.#output += chunk.toString();
      this.#heard();
    };
    child.stdout.on('data', hear);
    child.stderr.on('data', hear);
    child.stdin.on('error', () => {});
    child.on('exit', () => this.#heard());
  }

  /** Opens a terminal in the shell's folder and environment, and waits for its first prompt. */
  static async open(shell: Pick<ShellSpec, 'cwd' | 'env'>, signal: AbortSignal): Promise<Typist> {
    if (process.platform === 'win32') throw noTerminal('Windows');
    const folder = await mkdtemp(join(tmpdir(), 'isolab-typist-'));
    const word = randomUUID();
    const startup = join(folder, 'bashrc');
    await writeFile(startup, startupFile(word));
    const child = spawn('script', scriptArguments(), {
      cwd: shell.cwd,
      env: {
        ...process.env,
        ...shell.env,
        ISOLAB_STARTUP: startup,
        SHELL: '/bin/sh',
        TERM: 'xterm',
      },
    });
    const typist = new Typist(child, folder, word);
    try {
      await Promise.race([
        once(child, 'spawn'),
        once(child, 'error').then(([error]) => {
          throw noTerminal('script', error);
        }),
      ]);
      await typist.#ending(0, false, signal);
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
    this.#child.stdin.write(`${line}\r`);
    return this.#ending(from, hasMore, signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (
      this.#child.exitCode === null &&
      this.#child.signalCode === null &&
      this.#child.pid !== undefined
    ) {
      const ended = once(this.#child, 'exit');
      this.#child.kill('SIGTERM');
      await ended;
    }
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #ending(from: number, hasMore: boolean, signal: AbortSignal): Promise<Ending> {
    for (;;) {
      const text = this.#output.slice(from);
      const ending = this.#readMark(text);
      if (ending !== undefined) return ending;
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
        throw typingStuck(this.screen);
      }
      const hasChanged = await this.#hear(hasMore ? quietMs : undefined, signal);
      if (!hasChanged && asks(text)) return { kind: 'waits' };
    }
  }

  #readMark(text: string): Ending | undefined {
    const over = new RegExp(`\\x1b\\]633;D;(\\d+);${this.#word}\\x07`).exec(text);
    if (over !== null) return { kind: 'over', exitCode: Number(over[1]) };
    return text.includes(`\x1b]633;C;${this.#word}`) ? { kind: 'waits' } : undefined;
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

/** Types all the lines in a terminal of their own; each waits for the end of the one before. */
export async function typeLines(
  shell: Pick<ShellSpec, 'cwd' | 'env'>,
  lines: readonly string[],
  signal: AbortSignal,
): Promise<string> {
  await using typist = await Typist.open(shell, signal);
  for (const [index, line] of lines.entries()) {
    await typist.type(line, index < lines.length - 1, signal);
  }
  return typist.screen;
}

/** A program that reads from the terminal has no marks: it has been quiet for so long, after what looks like a prompt. */
const quietMs = 500;

function asks(text: string): boolean {
  const lastLine = stripVTControlCharacters(text).split(/\r?\n/).at(-1) ?? '';
  return /[$#>:?%] ?$/.test(lastLine);
}

function scriptArguments(): readonly string[] {
  const bash = 'exec bash --noprofile --rcfile "$ISOLAB_STARTUP" -i';
  return process.platform === 'linux'
    ? ['-qfc', bash, '/dev/null']
    : ['-q', '/dev/null', '/bin/sh', '-c', bash];
}

function startupFile(word: string): string {
  return [
    'unset HISTFILE',
    "bind 'set enable-bracketed-paste off'",
    'stty cols 160 rows 50',
    "PS1='$ '",
    `PS2='\\[\\e]633;C;${word}\\a\\]> '`,
    `PROMPT_COMMAND='printf "\\e]633;D;%s;${word}\\a" "$?"'`,
    '',
  ].join('\n');
}
