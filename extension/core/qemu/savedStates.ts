import { createHash, randomUUID } from 'node:crypto';
import { dirname } from 'node:path/posix';
import { addAbortSignal } from 'node:stream';
import { singleQuoted } from '../base/quote.ts';
import { timeLimit } from '../base/timeLimit.ts';
import { savedStateUnusable } from '../base/vmErrors.ts';
import type { Log } from '../base/log.ts';
import { qemuArguments, qemuProgram, socketPath } from './argv.ts';
import { createEmptyDisk, createOverlay } from './disk/qemuImg.ts';
import { waitForServices, writeOut } from './guest.ts';
import { launch, qemuLog } from './launch.ts';
import { migrateFrom, migrateTo } from './migrate.ts';
import type { QemuPlace } from './place.ts';
import type { RunningVm } from './running.ts';
import type { AcceleratorName, VmSpec } from './spec.ts';

/** A guest of one shape that has booted, kept beside the guest's files. */
export interface SavedState {
  /** What the VM's system disk must stand on. */
  readonly disk: string;
  /** Lets a QEMU that awaits a state go on from here; rejects with `saved-state-unusable`. */
  load(running: RunningVm, signal: AbortSignal): Promise<void>;
  /** Gives it up: it is damaged. Its disk stays for the VMs that stand on it. */
  discard(signal: AbortSignal): Promise<void>;
}

const bootLimitMs = 120_000;
/** Stands at the end of a prompt (labs/images/guest/README.md, "Terminals"). */
const prompt = '\x1b]633;B\x07';
// Nobody makes a state for longer.
const abandonedMs = 10 * 60_000;

/** The saved states of this computer, made where there is none yet. */
export class SavedStates {
  readonly #place: QemuPlace;
  readonly #log: Log;
  readonly #versions = new Map<string, Promise<string>>();
  #last: Promise<unknown> = Promise.resolve();

  constructor(place: QemuPlace, log: Log) {
    this.#place = place;
    this.#log = log;
  }

  /** The state that a VM of this spec can continue from; booted and saved where there is none. */
  prepare(spec: VmSpec, accelerator: AcceleratorName, signal: AbortSignal): Promise<SavedState> {
    // One at a time: who comes second finds what the first has made.
    const mine = this.#last.then(() => this.#prepare(spec, accelerator, signal));
    this.#last = mine.catch(() => {}); // who asked hears of it
    return mine;
  }

  async #prepare(
    own: VmSpec,
    accelerator: AcceleratorName,
    signal: AbortSignal,
  ): Promise<SavedState> {
    const { files } = this.#place;
    const spec = shapeOf(own);
    const root = `${dirname(this.#place.path(spec.files.disk))}/states`;
    const version = await this.#version(qemuProgram(spec.files.arch), signal);
    const key = keyOf(spec, accelerator, version);
    let folder = await this.#newest(root, key, signal);
    if (!(await files.list(folder, signal)).includes('state')) {
      await this.#removeAbandoned(root, signal);
      folder = nextTo(folder);
      const making = `${root}/new-${Date.now()}-${randomUUID()}`;
      try {
        await this.#make(spec, accelerator, making, signal);
        await files.rename(making, folder, signal);
      } finally {
        // Also when somebody else was first.
        await files.remove(making, timeLimit(10_000));
      }
    }
    return {
      disk: `${folder}/disk.qcow2`,
      load: (running, loading) => load(running, `${folder}/state`, loading),
      discard: (discarding) => files.remove(`${folder}/state`, discarding),
    };
  }

  /** The folder of the state that was made last. */
  async #newest(root: string, key: string, signal: AbortSignal): Promise<string> {
    const names = await this.#place.files.list(root, signal);
    const numbers = names.map((name) => Number(new RegExp(`^${key}-(\\d+)$`).exec(name)?.[1] ?? 0));
    return `${root}/${key}-${Math.max(0, ...numbers)}`;
  }

  async #make(
    spec: VmSpec,
    accelerator: AcceleratorName,
    folder: string,
    signal: AbortSignal,
  ): Promise<void> {
    const place = this.#place;
    this.#log.info(`booting a guest ${spec.files.variant} to keep its state in ${folder}`);
    await place.files.makeFolder(folder, signal);
    const disks = [{ name: 'system', file: `${folder}/disk.qcow2` }];
    await createOverlay(place, `${folder}/disk.qcow2`, place.path(spec.files.disk), signal);
    for (const [name, bytes] of Object.entries(spec.disks)) {
      const file = `${folder}/disk-${name}.qcow2`;
      await createEmptyDisk(place, file, bytes, signal);
      disks.push({ name, file });
    }
    const running = await launch(
      {
        ...{ place, folder, spec, accelerator, disks },
        ...{ slot: 0, uuid: randomUUID(), session: 'isolab', begin: 'boot' },
      },
      this.#log,
      signal,
    );
    try {
      const limit = AbortSignal.any([signal, timeLimit(bootLimitMs)]);
      await Promise.all([running.agent.ready(limit), waitForPrompt(running, limit)]);
      await waitForServices(running.agent, signal);
      await writeOut(running.agent, signal);
      await migrateTo(running.qmp, fileUri('cat >', `${folder}/state`), signal);
    } finally {
      await running.qmp[Symbol.asyncDispose]();
      await running.agent[Symbol.asyncDispose]();
      await running.process.kill();
      await place.files.remove(running.sockets, timeLimit(10_000));
    }
  }

  async #removeAbandoned(root: string, signal: AbortSignal): Promise<void> {
    const { files } = this.#place;
    for (const name of await files.list(root, signal)) {
      const begun = Number(/^new-(\d+)-/.exec(name)?.[1] ?? NaN);
      if (begun > Date.now() - abandonedMs || Number.isNaN(begun)) continue;
      const folder = `${root}/${name}`;
      await (await this.#place.findByWord(folder, qemuLog(folder, 0)))?.kill();
      await files.remove(folder, signal);
    }
  }

  #version(program: string, signal: AbortSignal): Promise<string> {
    const known = this.#versions.get(program);
    if (known !== undefined) return known;
    const asked = this.#place
      .run({ program, args: ['--version'] }, signal)
      .then(({ stdout }) => stdout.split('\n')[0] ?? '');
    asked.catch(() => this.#versions.delete(program));
    this.#versions.set(program, asked);
    return asked;
  }
}

/** What of a spec a state depends on: not its name, nor which of the host's ports lead to it. */
function shapeOf(spec: VmSpec): VmSpec {
  const network = spec.network === 'none' ? 'none' : { forwards: [] };
  return { ...spec, name: 'guest', network };
}

function nextTo(folder: string): string {
  return folder.replace(/\d+$/, (number) => String(Number(number) + 1));
}

/** Another command line, QEMU or accelerator: another state (docs/devel/migration.rst). */
function keyOf(spec: VmSpec, accelerator: AcceleratorName, version: string): string {
  const disks = ['system', ...Object.keys(spec.disks)].map((name) => ({ name, file: name }));
  const paths = { session: '', uuid: '', sockets: '', consoleLog: '', hostname: '', disks };
  const args = qemuArguments({ ...paths, spec, accelerator, begin: 'incoming' });
  const shape = JSON.stringify([args, spec.files.hash, spec.disks, version]);
  return createHash('sha256').update(shape).digest('hex').slice(0, 16);
}

async function load(running: RunningVm, file: string, signal: AbortSignal): Promise<void> {
  try {
    await migrateFrom(running.qmp, fileUri('cat', file), signal);
    await running.qmp.ask('cont', {}, signal);
  } catch (error) {
    throw savedStateUnusable(file, error);
  }
}

/** What is still starting when a state is saved would go on doing so in each VM that continues from it. */
async function waitForPrompt({ place, sockets }: RunningVm, signal: AbortSignal): Promise<void> {
  const stream = await place.connect(socketPath(sockets, 'console0'), signal);
  let heard = '';
  try {
    for await (const chunk of addAbortSignal(signal, stream)) {
      heard = `${heard.slice(-prompt.length)}${String(chunk)}`;
      if (heard.includes(prompt)) return;
    }
  } finally {
    stream.destroy();
  }
}

// QEMU gives it to a shell; the file is one of Isolab's own.
function fileUri(command: string, file: string): string {
  return `exec:${command} ${singleQuoted(file)}`;
}
