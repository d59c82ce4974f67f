import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { t } from '../base/l10n.ts';
import type { Log } from '../base/log.ts';
import type { Engine } from '../engine/engine.ts';
import { openRelay } from '../engine/relay/relay.ts';
import { relaySocketPath } from '../engine/relay/socketPath.ts';
import type { Probe } from '../kernel/probe.ts';
import { bindLab } from '../lab/bind.ts';
import type { Lab } from '../lab/lab.ts';
import { drawVars } from '../lab/vars.ts';
import { openHost } from '../machine/host.ts';
import type { Machine } from '../machine/machine.ts';
import { ControlServer, controlPath } from './control/server.ts';
import { writeLauncher } from './launcher.ts';
import { Lock } from './lock.ts';
import { Owned } from './owned.ts';
import { openRecord, type SessionRecord } from './record.ts';
import { openStep } from './reset.ts';
import { Session } from './session.ts';
import { WorkFolder } from './workFolder.ts';

/** What a session needs; engine and probe stay the caller's. */
export interface SessionOptions {
  readonly lab: Lab;
  readonly engine: Engine;
  readonly probe: Probe;
  /** Where the lab's commands run; this machine unless said otherwise. */
  readonly machine?: Machine;
  /** The folder of all sessions; this one's has the lab's ID as its name. */
  readonly root: string;
  /** What a person calls this program, for the one who is refused: "VS Code", "the isolab command". */
  readonly holder?: string;
  /** How `isolab` is called from the lab's shells: a program and its first arguments; not at all unless given. */
  readonly command?: readonly string[];
  readonly log: Log;
  /** The learner's values at the first opening; drawn unless they are given. */
  readonly vars?: Readonly<Record<string, string>>;
}

/** Opens the session of a lab, where it was left; refuses while another process has it open. */
export async function openSession(options: SessionOptions, signal: AbortSignal): Promise<Session> {
  const held: AsyncDisposable[] = [];
  try {
    return await build(options, held, signal);
  } catch (error) {
    for (const each of held.reverse()) await each[Symbol.asyncDispose]();
    throw error;
  }
}

async function build(
  options: SessionOptions,
  held: AsyncDisposable[],
  signal: AbortSignal,
): Promise<Session> {
  const { engine, probe, root, log, holder = t('another window of Isolab') } = options;
  const folder = join(root, options.lab.id);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const socket = controlPath(folder, process.env);
  const lock = await Lock.take(folder, options.lab.title, holder, socket);
  held.push(lock);
  const { record, note } = await openRecord(folder);
  held.push(record);

  await begin(record, options, signal);
  const lab = bindLab(options.lab, record.progress.opened?.vars ?? {});
  const work = new WorkFolder(folder, lab);
  await work.prepare();
  const owned = new Owned(engine, record);
  if (engine.status.status === 'up') {
    await owned.recover(signal);
    await owned.look(signal);
  }
  const socketPath = relaySocketPath(folder, process.env);
  const relay = await openRelay(engine.endpoint, socketPath, log, (asked) => owned.expect(asked));
  held.push(relay);
  const control = await ControlServer.open(socket, log);
  held.push(control);
  const launcher = options.command && (await writeLauncher(join(folder, 'bin'), options.command));
  const machine = options.machine ?? openHost(work.path, { DOCKER_HOST: engine.endpoint.address });

  const step = lab.steps.find(({ id }) => id === record.progress.step) ?? lab.steps[0];
  if (step === undefined) throw new TypeError('a lab without steps');
  if (record.progress.steps[step.id] === undefined) await openStep({ record, owned, work }, step);
  const parts = { lab, folder, engine, probe, machine, lock, record, owned, work, relay, control };
  return new Session({ ...parts, launcher, log, ...(note === undefined ? {} : { note }) }, step);
}

/** Draws the learner's values at the first opening; values that the lab has got since then are drawn now. */
async function begin(
  record: SessionRecord,
  { lab, engine, vars: given }: SessionOptions,
  signal: AbortSignal,
): Promise<void> {
  const { opened } = record.progress;
  const drawn = given ?? drawVars(lab, Math.random);
  const isKept = (name: string): boolean =>
    lab.variables[name]?.some((pick) => String(pick) === opened?.vars[name]) === true;
  const vars = Object.fromEntries(
    Object.entries(drawn).map(([name, value]) => [
      name,
      isKept(name) ? (opened?.vars[name] ?? value) : value,
    ]),
  );
  if (opened !== undefined && Object.keys(vars).every(isKept)) return;
  const imagesBefore =
    opened?.imagesBefore ??
    (await engine.images(signal)).map(({ id, tags }) => ({ id, tags: [...tags] }));
  const sessionId = opened?.sessionId ?? randomUUID();
  await record.write([{ type: 'opened', sessionId, labId: lab.id, vars, imagesBefore }]);
}
