import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { composeMissing, composeVersion } from '../base/composeVersion.ts';
import { t } from '../base/l10n.ts';
import type { Log } from '../base/log.ts';
import type { Engine } from '../engine/engine.ts';
import { openRelay } from '../engine/relay/relay.ts';
import { relaySocketPath } from '../engine/relay/socketPath.ts';
import type { Probe } from '../kernel/probe.ts';
import { bindLab } from '../lab/bind.ts';
import type { Lab } from '../lab/lab.ts';
import { drawVars } from '../lab/vars.ts';
import type { Report, VmEquipmentHere } from '../machine/equipment.ts';
import type { MachineKind } from '../machine/kind.ts';
import { openTape } from '../machine/openTape.ts';
import { findPossible } from '../machine/possible.ts';
import { recordingsFolder } from '../recorder/archive.ts';
import { Recorder } from '../recorder/recorder.ts';
import { ControlServer, controlPath } from './control/server.ts';
import { writeLauncher } from './launcher.ts';
import { Lock } from './lock.ts';
import { Owned } from './owned.ts';
import { openRecord, type SessionRecord } from './record.ts';
import { LabMachine } from './labMachine.ts';
import { forgetLab, openStep } from './reset.ts';
import { Session } from './session.ts';
import { consoleShell } from './shell.ts';
import { Vms } from './vms.ts';
import { WorkFolder } from './workFolder.ts';

/** What a session needs; engine and probe stay the caller's. */
export interface SessionOptions {
  readonly lab: Lab;
  /** May be left out where the lab does not need it; likewise the probe of its kernel. */
  readonly engine?: Engine | undefined;
  readonly probe?: Probe | undefined;
  /** What VMs are made with here; without it there are none. */
  readonly vms?: VmEquipmentHere;
  /** On which machine a lab on a Linux of its own is done; another than before begins it anew. */
  readonly on?: MachineKind | undefined;
  /** A folder of labs with recipes of images; the lab's own unless said otherwise. */
  readonly recipes?: string;
  /** The folder of all sessions; this one's has the lab's ID as its name. */
  readonly root: string;
  /** What a person calls this program, for the one who is refused: "VS Code", "the isolab command". */
  readonly holder?: string;
  /** How `isolab` is called from the lab's shells: a program and its first arguments; not at all unless given. */
  readonly command?: readonly string[];
  readonly log: Log;
  /** Hears what is going on, for whoever waits. */
  readonly report?: Report;
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
  const report: Report = options.report ?? ((message) => log.info(message));
  await demandCompose(options.lab, signal);
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
  const launcher = options.command && (await writeLauncher(join(folder, 'bin'), options.command));
  const equipment = options.vms ?? noVms();
  const vms = new Vms({
    folder: Vms.folderOf(folder),
    session: record.progress.opened?.sessionId ?? '',
    equipment,
    shell: (name) => consoleShell(launcher, work.path, name),
  });
  held.push(vms);
  await vms.recover(signal);
  const owned = new Owned(engine, vms, record);
  await owned.lookAtVms();
  if (engine?.status.status === 'up') {
    await owned.recover(signal);
    await owned.look(signal);
  }
  const relay =
    engine &&
    (await openRelay(engine.endpoint, relaySocketPath(folder, process.env), log, (asked) =>
      owned.expect(asked),
    ));
  if (relay !== undefined) held.push(relay);
  const control = await ControlServer.open(socket, log);
  held.push(control);

  const recipes = options.recipes ?? dirname(dirname(lab.folder));
  const possible = await findPossible(lab.linux?.workbench, equipment, engine, signal);
  const machine = new LabMachine({
    ...{ lab, record, work, vms, engine, recipes, possible },
    home: root,
  });
  const parts = { lab, folder, engine, probe, machine, vms, lock, record, owned, work, relay };
  const before = record.progress.machine?.kind;
  if (options.on !== undefined && before !== undefined && options.on !== before) {
    await forgetLab(parts, signal);
  }
  await machine.choose(options.on);
  const failures = await machine.make(report, signal);
  await owned.lookAtVms();

  const step = lab.steps.find(({ id }) => id === record.progress.step) ?? lab.steps[0];
  if (step === undefined) throw new TypeError('a lab without steps');
  if (record.progress.steps[step.id] === undefined) await openStep(parts, step, signal);
  const recorder = new Recorder({
    ...{ engine, log },
    folder: join(folder, recordingsFolder),
    labId: lab.id,
    host: {
      probe,
      ...(engine === undefined
        ? {}
        : { openTape: (limit) => openTape(engine, recipes, log, limit) }),
    },
    guest: (name) => vms.kernel(name, log),
    onDidHear: relay?.onDidHear,
    step: () => record.progress.step,
    workbench: () => machine.workbench,
  });
  held.push(recorder);
  await recorder.open();
  const notes = [note ?? [], ...failures.map(({ message, fix }) => `${message} ${fix}`)].flat();
  const noted = notes.length === 0 ? {} : { note: notes.join(' ') };
  return new Session({ ...parts, recorder, control, launcher, log, report, ...noted }, step);
}

async function demandCompose({ needs }: Lab, signal: AbortSignal): Promise<void> {
  const isMissing = needs.includes('compose') && (await composeVersion(signal)) === undefined;
  if (isMissing) throw composeMissing();
}

function noVms(): VmEquipmentHere {
  return {
    why: t('Virtual machines are not set up here.'),
    fix: t('Run isolab doctor: it says what this machine lacks.'),
  };
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
    (await engine?.images(signal))?.map(({ id, tags }) => ({ id, tags: [...tags] })) ??
    [];
  const sessionId = opened?.sessionId ?? randomUUID();
  await record.write([{ type: 'opened', sessionId, labId: lab.id, vars, imagesBefore }]);
}
