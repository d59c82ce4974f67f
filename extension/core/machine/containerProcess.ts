import { timeLimit } from '../base/timeLimit.ts';
import type { Engine } from '../engine/engine.ts';
import { hostFiles } from '../qemu/place/hostFiles.ts';
import type { ProcessIdentity, QemuProcess } from '../qemu/place.ts';

const maxLastWords = 4_096;
const limitMs = 10_000;

// Positions are those of the fields of proc_pid_stat(5), after the name: 3 is the state, 22 the start.
const isThere = `is_there() {
  read -r line <"/proc/$1/stat" || return
  set -- "$1" "$2" \${line##*) }
  [ "$3" != Z ] && [ "\${22}" = "$2" ]
} 2>/dev/null
`;
const watchScript = `${isThere} while is_there "$@"; do sleep 0.2; done; echo ended`;
const killScript = `${isThere} is_there "$@" && kill -KILL "$1"`;

/** A process of QEMU in a container. */
export class ContainerProcess implements QemuProcess {
  readonly identity: ProcessIdentity;
  readonly ended: Promise<{ readonly lastWords: string }>;
  readonly #engine: Engine;
  readonly #container: string;

  constructor(engine: Engine, container: string, identity: ProcessIdentity, log: string) {
    this.identity = identity;
    this.#engine = engine;
    this.#container = container;
    this.ended = this.#watch().then(async () => ({
      lastWords: (await hostFiles.readEnd(log, maxLastWords)).trim(),
    }));
  }

  async kill(): Promise<void> {
    const { pid, started } = this.identity;
    const command = { program: 'sh', args: ['-c', killScript, 'sh', String(pid), started] };
    await this.#engine.exec(this.#container, command, timeLimit(limitMs));
    await this.ended;
  }

  /** One program that looks all the time: asking again and again would fill the engine's events. */
  async #watch(): Promise<void> {
    const { pid, started } = this.identity;
    const args = ['-c', watchScript, 'sh', String(pid), started];
    for (;;) {
      try {
        if (await this.#says('ended', args)) return;
        const limit = timeLimit(limitMs);
        const container = await this.#engine.container(this.#container, limit);
        if (container?.state !== 'running') return;
      } catch {
        await this.#engineIsUp();
      }
    }
  }

  /** The engine went away, or was let go of: then this never resolves. */
  #engineIsUp(): Promise<void> {
    return new Promise((resolve) => {
      const listener = this.#engine.onDidChangeStatus(({ status }) => {
        if (status !== 'up') return;
        listener.dispose();
        resolve();
      });
    });
  }

  async #says(word: string, args: readonly string[]): Promise<boolean> {
    const limit = timeLimit(limitMs);
    const command = { program: 'sh', args };
    const stream = await this.#engine.stream(this.#container, command, () => {}, limit);
    // The engine keeps a connection whose input is open, also when the container is gone.
    stream.end();
    let said = '';
    for await (const chunk of stream) said += String(chunk);
    return said.includes(word);
  }
}
