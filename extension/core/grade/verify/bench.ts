import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log } from '../../base/log.ts';
import { questionsOf } from '../../check/check.ts';
import { evaluateCheck } from '../../check/evaluate.ts';
import type { Verdict } from '../../check/verdict.ts';
import type { World } from '../../check/world.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Probe } from '../../kernel/probe.ts';
import { bindLab } from '../../lab/bind.ts';
import type { BoundLab, BoundStep, Lab, Task, TypedLines } from '../../lab/lab.ts';
import { measure } from '../../lab/question.ts';
import type { VmEquipmentHere } from '../../machine/equipment.ts';
import type { MachineKind } from '../../machine/kind.ts';
import { openSession } from '../../session/open.ts';
import type { Session } from '../../session/session.ts';
import type { TaskState } from '../../session/state.ts';
import type { CommandListener } from '../../session/typist.ts';
import { Typists } from '../../session/typists.ts';
import type { Traces } from './inventory.ts';
import { benchPrefix } from './leftovers.ts';
import { isOnEngine, reachesEngine } from './machines.ts';
import { drawFreeVars } from './values.ts';

/** What proving needs; none of it is changed. */
export interface Tools {
  /** May be left out where no lab needs it; likewise the probe. */
  readonly engine?: Engine | undefined;
  readonly probe?: Probe | undefined;
  readonly vms: VmEquipmentHere;
  /** The machine for a lab on a Linux of its own; the best there is unless said otherwise. */
  readonly on?: MachineKind | undefined;
  /** A folder of labs with recipes of images. */
  readonly recipes: string;
  /** How `isolab` is called from the lab's shells. */
  readonly command: readonly string[];
  readonly log: Log;
}

/** A command of a lab may pull or build an image, but does not go on for longer. */
const lineLimitMs = 180_000;
/** A state that a finished command leads to comes about within this time, beside what the task itself waits for. */
const settleMs = 30_000;

/** One learner of flesh and wire: a session of its own in a folder of its own, and a terminal to type into. */
export class Bench implements AsyncDisposable {
  readonly lab: BoundLab;
  readonly session: Session;
  readonly root: string;
  readonly #tools: Tools;
  readonly #spans: { from: number; to: number }[] = [];
  readonly #owned = new Set<string>();
  #typists: Typists | undefined;
  #isRemoved = false;

  private constructor(lab: BoundLab, session: Session, root: string, tools: Tools) {
    this.lab = lab;
    this.session = session;
    this.root = root;
    this.#tools = tools;
    session.onDidChange(({ owned }) => {
      for (const { kind, id } of owned) this.#owned.add(`${kind} ${id}`);
    });
  }

  static async open(lab: Lab, tools: Tools, signal: AbortSignal): Promise<Bench> {
    const root = await mkdtemp(join(tmpdir(), benchPrefix));
    const vars = await drawFreeVars(lab, tools.engine, signal);
    const session = await openSession(
      { lab, ...tools, root, vars, holder: 'isolab verify' },
      signal,
    );
    return new Bench(bindLab(lab, session.state.vars), session, root, tools);
  }

  /** The task as the session sees it now. */
  state(task: Task): TaskState {
    const states = this.session.state.steps.flatMap(({ tasks }) => tasks);
    const state = states.find(({ id }) => id === task.id);
    if (state === undefined) throw new TypeError(`no task ${task.id}`);
    return state;
  }

  /** Types lines into the terminals, each after the end of the one before. */
  async type(parts: readonly TypedLines[], signal: AbortSignal): Promise<void> {
    this.#typists ??= new Typists(
      (guest) => this.session.openTerminal(guest),
      (guest) => this.#listenerOf(guest),
    );
    const from = Date.now();
    await this.#typists.type(parts, lineLimitMs, signal);
    // What others make on an engine meanwhile is nothing of a lab that does not reach it.
    if (reachesEngine(this.lab.needs)) this.#spans.push({ from, to: Date.now() });
  }

  /** Tells the session what is typed, as VS Code does of its terminals. */
  #listenerOf(asked: string | undefined): CommandListener {
    const { session } = this;
    const { kind, id } = session.machine;
    const guest = asked ?? (kind === 'guest' ? id : undefined);
    const terminal = `isolab verify ${asked ?? ''}`;
    const of = guest === undefined ? { terminal } : { terminal, guest };
    // Elsewhere the shell is numbered otherwise than here.
    const isHere = guest === undefined && kind === 'host';
    return {
      started: (line, shell) =>
        session.commandStarted({
          ...{ ...of, line },
          ...(isHere && shell !== undefined ? { pid: shell } : {}),
        }),
      ended: (line, exitCode) => session.commandEnded({ ...of, line, exitCode }),
    };
  }

  /** Whether the lab is done on the engine's objects, or in a container of it. */
  get usesEngine(): boolean {
    return isOnEngine(this.lab.needs, this.session.state.machine?.kind);
  }

  /** What the typed commands may have left on the engine. */
  get traces(): Traces {
    return { spans: this.#spans, owned: this.#owned };
  }

  /** What stands on the terminal: its last lines. */
  get screen(): string {
    return (this.#typists?.screen ?? '').trimEnd().split(/\r*\n/).slice(-6).join(' ⏎ ');
  }

  /** Does a task by its n-th solution, or its last where it has fewer, and answers what it asks rightly. */
  async solve(task: Task, way: number, signal: AbortSignal): Promise<boolean> {
    const lines = task.solutions[Math.min(way, task.solutions.length - 1)] ?? [];
    await this.type(lines, signal);
    await this.answer(task, signal);
    return this.settles(() => this.state(task).status === 'passed', task, signal);
  }

  /** Answers the questions that this task's check asks. */
  async answer(task: Task, signal: AbortSignal): Promise<void> {
    const step = this.stepOf(task);
    for (const id of questionsOf(task.check)) {
      const spec = step.questions[id];
      if (spec === undefined) continue;
      const right =
        'answer' in spec
          ? String([spec.answer].flat()[0])
          : await measure(spec.measured, this.world(signal));
      await this.session.answer(id, right);
    }
  }

  /** Answers every prediction of a step with something. */
  async predict(step: BoundStep): Promise<void> {
    for (const id of Object.keys(step.predictions)) await this.session.answer(id, '1');
  }

  /** Hangs up its terminals: what is typed next is typed into new ones. */
  async hangUp(): Promise<void> {
    await this.#typists?.close();
  }

  /** Resets the open step. Shells in a guest or a workbench do not outlive that. */
  async resetStep(): Promise<void> {
    const { vms, machine } = this.session.state;
    if (vms.length > 0 || machine?.kind === 'workbench') await this.hangUp();
    await this.session.resetStep();
  }

  /** Waits until this is so, looking again at every change; false when it does not come about. */
  async settles(isSo: () => boolean, task: Task, signal: AbortSignal): Promise<boolean> {
    const holdMs = task.mode.kind === 'hold' ? task.mode.holdMs : 0;
    const deadline = Date.now() + settleMs + holdMs;
    await this.session.checkNow();
    while (!isSo()) {
      signal.throwIfAborted();
      if (Date.now() > deadline) return false;
      await nextChange(this.session, 500);
      await this.session.checkNow();
    }
    return true;
  }

  /** Asks a task's check anew, beside the session. */
  ask(task: Task, signal: AbortSignal): Promise<Verdict> {
    return evaluateCheck(task.check, this.world(signal), signal);
  }

  world(signal: AbortSignal): World {
    return this.session.world(signal);
  }

  stepOf(task: Task): BoundStep {
    const step = this.lab.steps.find(({ tasks }) => tasks.includes(task));
    if (step === undefined) throw new TypeError(`no step with task ${task.id}`);
    return step;
  }

  /** Removes the session, and tells what is left of it on the disk. */
  async remove(signal: AbortSignal): Promise<readonly string[]> {
    this.#isRemoved = true;
    await this.#typists?.[Symbol.asyncDispose]();
    await this.session.remove(signal);
    return readdir(this.root);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#typists?.[Symbol.asyncDispose]();
    if (!this.#isRemoved) await this.session.remove();
    await this.session[Symbol.asyncDispose]();
    await rm(this.root, { recursive: true, force: true });
  }
}

/** Waits for the session's next change, and no longer than this. */
function nextChange(session: Session, limitMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => settle(), limitMs);
    const subscription = session.onDidChange(() => settle());
    const settle = (): void => {
      clearTimeout(timer);
      subscription.dispose();
      resolve();
    };
  });
}
