import * as vscode from 'vscode';
import { t } from '../core/base/l10n.ts';
import type { ShellSpec } from '../core/machine/machine.ts';
import type { OpenLab } from './openLab.ts';

/** How long a fresh shell may take to say that it is ready before text is typed into it anyway. */
const promptLimitMs = 3_000;
/** How long after its start VS Code may take to give back terminals whose shells still run. */
const revivalLimitMs = 30_000;
const memoryKey = 'terminals';

/** The terminals of the open lab: the learner's own shell, as many as they want, closed with the lab. */
export class LabTerminals implements vscode.Disposable {
  readonly #openLab: OpenLab;
  readonly #memory: vscode.Memento;
  readonly #subscriptions: vscode.Disposable[];
  /** In the order of their last use, the latest last. */
  #terminals: vscode.Terminal[] = [];

  /** `onDidRunCommand` hears of every command line that ended in one of them. */
  constructor(openLab: OpenLab, memory: vscode.Memento, onDidRunCommand: () => void) {
    this.#openLab = openLab;
    this.#memory = memory;
    const { window } = vscode;
    this.#subscriptions = [
      window.onDidCloseTerminal((closed) => {
        this.#terminals = this.#terminals.filter((terminal) => terminal !== closed);
      }),
      window.onDidChangeActiveTerminal((active) => {
        if (active === undefined || !this.#terminals.includes(active)) return;
        this.#terminals = [...this.#terminals.filter((terminal) => terminal !== active), active];
      }),
      window.onDidEndTerminalShellExecution(({ terminal, execution, exitCode }) => {
        if (!this.#terminals.includes(terminal)) return;
        openLab.current?.session.commandEnded(execution.commandLine.value, exitCode);
        onDidRunCommand();
      }),
    ];
  }

  /** Takes back the terminals that VS Code has kept over a reload of the window; it gives them without their options. */
  async adopt(): Promise<void> {
    const own = this.#memory.get<readonly number[]>(memoryKey, []).filter(isRunning);
    if (own.length === 0) return;
    const takeIfOwn = async (terminal: vscode.Terminal): Promise<void> => {
      const pid = await terminal.processId;
      if (pid !== undefined && own.includes(pid)) this.#take(terminal);
    };
    await Promise.all(vscode.window.terminals.map(takeIfOwn));
    if (this.#terminals.length === 0) await whenOpened(takeIfOwn, () => this.#terminals.length > 0);
  }

  /** Shows the lab terminal that was used last, or a first one. */
  show(): vscode.Terminal {
    const terminal = this.#terminals.at(-1) ?? this.open();
    terminal.show(true);
    return terminal;
  }

  /** Opens one more lab terminal. */
  open(): vscode.Terminal {
    const { current } = this.#openLab;
    if (current === undefined) throw new Error('no lab is open');
    return this.#create(current.session.shell(), t('Lab: {0}', current.lab.title));
  }

  /** Opens a terminal that runs a program with the lab's environment. */
  openProgram(program: string, args: readonly string[], name: string): void {
    const { current } = this.#openLab;
    if (current === undefined) throw new Error('no lab is open');
    this.#create({ ...current.session.shell(), program, args }, name).show();
  }

  /** Types into the lab terminal, and presses Enter when `run` is true. */
  async type(text: string, run: boolean): Promise<void> {
    const isFresh = this.#terminals.length === 0;
    const terminal = this.show();
    if (isFresh) await promptOf(terminal);
    terminal.sendText(text, run);
    if (!run) terminal.show();
  }

  /** Closes them all. */
  close(): void {
    for (const terminal of this.#terminals) terminal.dispose();
  }

  /** The terminals stay: over a reload VS Code keeps them with what runs in them. */
  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #create({ program, args, cwd, env }: ShellSpec, name: string): vscode.Terminal {
    const terminal = vscode.window.createTerminal({
      name,
      shellPath: program,
      shellArgs: [...args],
      cwd,
      env: { ...env },
      iconPath: new vscode.ThemeIcon('beaker'),
    });
    this.#take(terminal);
    return terminal;
  }

  #take(terminal: vscode.Terminal): void {
    if (!this.#terminals.includes(terminal)) this.#terminals.push(terminal);
    void this.#remember();
  }

  async #remember(): Promise<void> {
    const pids = await Promise.all(this.#terminals.map(({ processId }) => processId));
    await this.#memory.update(
      memoryKey,
      pids.filter((pid) => pid !== undefined),
    );
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Hears of terminals that come while VS Code starts, until one of them is the one or none will come any more. */
function whenOpened(
  hear: (terminal: vscode.Terminal) => Promise<void>,
  isDone: () => boolean,
): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      subscription.dispose();
      resolve();
    };
    const timer = setTimeout(done, revivalLimitMs);
    const subscription = vscode.window.onDidOpenTerminal((terminal) => {
      void hear(terminal).then(() => {
        if (isDone()) done();
      });
    });
  });
}

/** Waits until the shell's integration is there, which comes with the first prompt. */
function promptOf(terminal: vscode.Terminal): Promise<void> {
  if (terminal.shellIntegration !== undefined) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      subscription.dispose();
      resolve();
    };
    const timer = setTimeout(done, promptLimitMs);
    const subscription = vscode.window.onDidChangeTerminalShellIntegration((event) => {
      if (event.terminal === terminal) done();
    });
  });
}
