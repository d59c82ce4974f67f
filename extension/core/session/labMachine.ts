import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { engineNotFound, type IsolabError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { Engine } from '../engine/engine.ts';
import type { BoundLab, LabGuest, LabLinux } from '../lab/lab.ts';
import { copyIn } from '../machine/copyIn.ts';
import type { Report } from '../machine/equipment.ts';
import { openHost } from '../machine/host.ts';
import type { MachineKind } from '../machine/kind.ts';
import type { Machine } from '../machine/machine.ts';
import { chooseMachine, type MachineChoice, type Possibilities } from '../machine/negotiate.ts';
import { createWorkbench, openWorkbench, type WorkbenchParts } from '../machine/workbench.ts';
import { ensureImages } from '../recipe/ensure.ts';
import { listRecipes } from '../recipe/recipe.ts';
import { homeLabel, isWorkbench, sessionLabel, workbenchRole } from './owned.ts';
import type { SessionRecord } from './record.ts';
import type { Vms } from './vms.ts';
import type { WorkFolder } from './workFolder.ts';

/** What the machine of a lab is made of. */
export interface LabMachineParts {
  readonly lab: BoundLab;
  readonly record: SessionRecord;
  readonly work: WorkFolder;
  readonly vms: Vms;
  readonly engine: Engine | undefined;
  /** The folder of all sessions. */
  readonly home: string;
  /** A folder of labs with recipes of images. */
  readonly recipes: string;
  readonly possible: Possibilities;
}

/** The machine that a lab is done on: this computer, or for a lab on a Linux of its own the one that was chosen. */
export class LabMachine {
  readonly #parts: LabMachineParts;
  readonly #host: Machine;
  #machine: Machine;
  #choice: MachineChoice | undefined;
  #workbench: string | undefined;

  constructor(parts: LabMachineParts) {
    const { engine, work } = parts;
    this.#parts = parts;
    const env = engine === undefined ? {} : { DOCKER_HOST: engine.endpoint.address };
    this.#host = openHost(work.path, env);
    this.#machine = this.#host;
  }

  /** This computer. */
  get host(): Machine {
    return this.#host;
  }

  get machine(): Machine {
    return this.#machine;
  }

  /** The ID of the container that the lab is done in, where it is done in one. */
  get workbench(): string | undefined {
    return this.#workbench;
  }

  /** For a lab on a Linux of its own. */
  get choice(): MachineChoice | undefined {
    return this.#choice;
  }

  /** Decides on which machine the lab is done: the one asked for, else as before, else the best that there is. */
  async choose(asked: MachineKind | undefined): Promise<void> {
    const { lab, record, possible } = this.#parts;
    if (lab.linux === undefined) return;
    const before = record.progress.machine;
    const wanted = asked === undefined ? before : { kind: asked, isAsked: true };
    this.#choice = chooseMachine(lab.linux.on, possible, wanted);
    const { kind } = this.#choice;
    if (before?.kind === kind && before.isAsked === (wanted?.isAsked ?? false)) return;
    await record.write([{ type: 'machine-chosen', kind, isAsked: wanted?.isAsked ?? false }]);
  }

  /** Makes what is missing of it and of the lab's VMs, and starts what shall run; gives what did not start. */
  async make(report: Report, signal: AbortSignal): Promise<readonly IsolabError[]> {
    const { lab, vms } = this.#parts;
    const failures = await vms.make(this.#guests, report, signal);
    if (lab.linux === undefined || failures.length > 0) return failures;
    this.#workbench = undefined;
    this.#machine = await this.#open(lab.linux, report, signal);
    if (this.#machine !== this.#host) await this.#giveFiles(signal);
    return [];
  }

  get #guests(): readonly LabGuest[] {
    const { lab } = this.#parts;
    const own = this.#choice?.kind === 'guest' && lab.linux !== undefined ? [lab.linux.guest] : [];
    return [...lab.guests, ...own];
  }

  async #open(linux: LabLinux, report: Report, signal: AbortSignal): Promise<Machine> {
    const { vms } = this.#parts;
    switch (this.#choice?.kind) {
      case 'guest': {
        const { name } = linux.guest.vm;
        // The learner may have powered it off: the lab's own machine runs while the lab is open.
        if (vms.vm(name).facts.status === 'off') await vms.vm(name).start({}, signal);
        return vms.machine(name) ?? this.#host;
      }
      case 'workbench':
        return this.#openWorkbench(linux, report, signal);
      default:
        return this.#host;
    }
  }

  async #openWorkbench(linux: LabLinux, report: Report, signal: AbortSignal): Promise<Machine> {
    const { engine, recipes, record, work, home } = this.#parts;
    if (engine === undefined) throw engineNotFound([], t('Start Docker.'));
    const session = record.progress.opened?.sessionId ?? '';
    const labels = { [sessionLabel]: session, [homeLabel]: home, ...workbenchRole };
    const startup = await readFile(join(recipes, startupPath), 'utf8');
    const parts: WorkbenchParts = {
      ...{ engine, labels, startup },
      spec: linux.workbench,
      cwd: work.path,
    };
    const before = (await engine.containers(signal)).find(
      ({ labels: theirs }) => theirs[sessionLabel] === session && isWorkbench(theirs),
    );
    const { image } = linux.workbench;
    await ensureImages(engine, [image], await listRecipes(recipes), report, signal);
    this.#workbench = before?.id ?? (await createWorkbench(parts, signal));
    return openWorkbench(parts, this.#workbench, signal);
  }

  /** Once for each machine: a mark in it tells that it has them. */
  async #giveFiles(signal: AbortSignal): Promise<void> {
    const { lab } = this.#parts;
    const has = await this.#machine.run({ program: 'test', args: ['-e', filesMark] }, signal);
    if (has.exitCode === 0) return;
    await copyIn(this.#machine, join(lab.folder, 'files'), lab.files, signal);
    await this.#machine.run({ program: 'touch', args: [filesMark] }, signal);
  }
}

const filesMark = '/var/lib/isolab-files';
/** The marks of a shell in a guest are those of one in a workbench. */
const startupPath = 'images/guest/root/usr/lib/isolab/bashrc';
