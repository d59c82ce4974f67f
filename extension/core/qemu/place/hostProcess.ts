import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { ProcessIdentity, QemuProcess } from '../place.ts';
import { hostFiles } from './hostFiles.ts';
import { identify } from './processTable.ts';

// A process that is not a child of ours announces its end to nobody here.
const lookEveryMs = 200;
const maxLastWords = 4_096;

/** A process of QEMU that another Isolab has started. */
export class HostProcess implements QemuProcess {
  readonly identity: ProcessIdentity;
  readonly ended: Promise<{ readonly lastWords: string }>;

  constructor(identity: ProcessIdentity, log: string, gone = waitUntilGone(identity)) {
    this.identity = identity;
    this.ended = gone.then(async () => ({ lastWords: await readLastWords(log) }));
  }

  async kill(): Promise<void> {
    while ((await identify(this.identity.pid))?.started === this.identity.started) {
      killIfThere(this.identity.pid);
      await delay(5);
    }
  }
}

/** A process of QEMU that this process has started; it runs on when this one ends. */
export class OwnProcess extends HostProcess {
  /** Rejects when the program could not be started at all. */
  static async of(child: ChildProcess, log: string): Promise<OwnProcess> {
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    await once(child, 'spawn');
    child.unref();
    const pid = child.pid ?? 0;
    // One that has ended already is still a name for its end.
    return new OwnProcess((await identify(pid)) ?? { pid, started: '' }, log, gone);
  }
}

function waitUntilGone(identity: ProcessIdentity): Promise<void> {
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      void identify(identity.pid).then((now) => {
        if (now?.started === identity.started) return;
        clearInterval(timer);
        resolve();
      });
    }, lookEveryMs);
    timer.unref();
  });
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended meanwhile.
  }
}

async function readLastWords(log: string): Promise<string> {
  return (await hostFiles.readEnd(log, maxLastWords)).trim();
}
