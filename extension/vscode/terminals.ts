import * as vscode from 'vscode';
import { t } from '../core/base/l10n.ts';
import type { ShellSpec } from '../core/machine/machine.ts';
import type { Current, OpenLab } from './openLab.ts';

/** How long a fresh shell may take to say that it is ready before text is typed into it anyway; one of a guest longer. */
const promptLimitMs = 3_000;
const guestPromptLimitMs = 30_000;
/** How long after its start VS Code may take to give back terminals whose shells still run. */
const revivalLimitMs = 30_000;
const memoryKey = 'labTerminals';

/** What runs in a terminal: the lab's shell, a console of a VM, or another program. */
interface Use {
  readonly isLab: boolean;
  /** The VM that it is a console of. */
  readonly vm?: string;
}

interface Used extends Use {
  readonly terminal: vscode.Terminal;
  /** Names it among all terminals of this window. */
  readonly id: string;
}

/** The terminals of the open lab: the learner's own shell and consoles of VMs, as many as they want, closed with the lab. */
export class LabTerminals implements vscode.Disposable {
  readonly #openLab: OpenLab;
  readonly #memory: vscode.Memento;
  readonly #subscriptions: vscode.Disposable[];
  /** In the order of their last use, the latest last. */
  #terminals: Used[] = [];

  /** `onDidRunCommand` hears of every command line that ended in one of them. */
  constructor(openLab: OpenLab, memory: vscode.Memento, onDidRunCommand: () => void) {
    this.#openLab = openLab;
    this.#memory = memory;
    const { window } = vscode;
    this.#subscriptions = [
      window.onDidCloseTerminal((closed) => {
        this.#terminals = this.#terminals.filter(({ terminal }) => terminal !== closed);
      }),
      window.onDidChangeActiveTerminal((active) => {
        const used = this.#terminals.find(({ terminal }) => terminal === active);
        if (used === undefined) return;
        this.#terminals = [...this.#terminals.filter((each) => each !== used), used];
      }),
      window.onDidStartTerminalShellExecution(({ terminal, execution }) => {
        void this.#tell(terminal, ({ id, vm }, pid) => {
          // Of a console the session hears by itself.
          if (vm !== undefined) return;
          openLab.current?.session.commandStarted({
            line: execution.commandLine.value,
            terminal: id,
            ...(pid === undefined ? {} : { pid }),
          });
        });
      }),
      window.onDidEndTerminalShellExecution(({ terminal, execution, exitCode }) => {
        void this.#tell(terminal, ({ id, vm }) => {
          onDidRunCommand();
          if (vm !== undefined) return;
          openLab.current?.session.commandEnded({
            line: execution.commandLine.value,
            terminal: id,
            ...(exitCode === undefined ? {} : { exitCode }),
          });
        });
      }),
    ];
  }

  /** Takes back the terminals that VS Code has kept over a reload of the window; it gives them without their options. */
  async adopt(): Promise<void> {
    const own = this.#memory
      .get<readonly (Use & { pid: number })[]>(memoryKey, [])
      .filter(({ pid }) => isRunning(pid));
    if (own.length === 0) return;
    const takeIfOwn = async (terminal: vscode.Terminal): Promise<void> => {
      const pid = await terminal.processId;
      const use = own.find((each) => each.pid === pid);
      if (use !== undefined) this.#take(terminal, use);
    };
    await Promise.all(vscode.window.terminals.map(takeIfOwn));
    if (this.#terminals.length === 0) await whenOpened(takeIfOwn, () => this.#terminals.length > 0);
  }

  /** Shows the lab terminal that was used last, or a first one. */
  show(): vscode.Terminal {
    const terminal = this.#lastWhere(({ isLab }) => isLab) ?? this.open();
    terminal.show(true);
    return terminal;
  }

  /** Opens one more lab terminal. */
  open(): vscode.Terminal {
    const { lab, session } = this.#current();
    const vm = session.state.machine?.kind === 'guest' ? lab.linux?.guest.vm.name : undefined;
    const use = { isLab: true, ...(vm === undefined ? {} : { vm }) };
    return this.#create(session.shell(), t('Lab: {0}', lab.title), 'beaker', use);
  }

  /** Opens one more console of a VM. */
  openConsole(vm: string): vscode.Terminal {
    const { session } = this.#current();
    const shell = session.consoleShell(vm);
    return this.#create(shell, t('Console: {0}', vm), 'vm', { isLab: false, vm });
  }

  /** Opens a terminal that runs a program with the lab's environment. */
  openProgram(program: string, args: readonly string[], name: string): void {
    const shell = { ...this.#current().session.hostShell(), program, args };
    this.#create(shell, name, 'beaker', { isLab: false }).show();
  }

  /** Types into the lab terminal, or at a console of a guest, and presses Enter when `run` is true. */
  async type(text: string, run: boolean, guest?: string): Promise<void> {
    const isWanted = ({ isLab, vm }: Used): boolean => (guest === undefined ? isLab : vm === guest);
    const known = this.#lastWhere(isWanted);
    const terminal = known ?? (guest === undefined ? this.open() : this.openConsole(guest));
    terminal.show(true);
    if (known === undefined) await promptOf(terminal, this.#isInGuest(terminal));
    terminal.sendText(text, run);
    if (!run) terminal.show();
  }

  /** Closes them all. */
  close(): void {
    for (const { terminal } of this.#terminals) terminal.dispose();
  }

  /** The terminals stay: over a reload VS Code keeps them with what runs in them. */
  dispose(): void {
    for (const subscription of this.#subscriptions) subscription.dispose();
  }

  #current(): Current {
    const { current } = this.#openLab;
    if (current === undefined) throw new Error('no lab is open');
    return current;
  }

  #lastWhere(isWanted: (used: Used) => boolean): vscode.Terminal | undefined {
    return this.#terminals.findLast(isWanted)?.terminal;
  }

  #isInGuest(terminal: vscode.Terminal): boolean {
    return this.#terminals.some((used) => used.terminal === terminal && used.vm !== undefined);
  }

  #create(
    { program, args, cwd, env }: ShellSpec,
    name: string,
    icon: string,
    use: Use,
  ): vscode.Terminal {
    const terminal = vscode.window.createTerminal({
      name,
      shellPath: program,
      shellArgs: [...args],
      cwd,
      env: { ...env },
      iconPath: new vscode.ThemeIcon(icon),
    });
    this.#take(terminal, use);
    return terminal;
  }

  #take(terminal: vscode.Terminal, use: Use): void {
    if (this.#terminals.some((used) => used.terminal === terminal)) return;
    this.#terminals.push({ ...use, terminal, id: crypto.randomUUID() });
    void this.#remember();
  }

  /** Tells of a command in one of these terminals, with the PID of its shell; beginnings and ends keep their order. */
  async #tell(
    terminal: vscode.Terminal,
    tell: (used: Used, pid: number | undefined) => void,
  ): Promise<void> {
    const used = this.#terminals.find((each) => each.terminal === terminal);
    if (used !== undefined) tell(used, await terminal.processId);
  }

  async #remember(): Promise<void> {
    const kept = await Promise.all(
      this.#terminals.map(async ({ terminal, id: _id, ...use }) => ({
        ...use,
        pid: await terminal.processId,
      })),
    );
    await this.#memory.update(
      memoryKey,
      kept.filter(({ pid }) => pid !== undefined),
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

/**
 * Waits until the shell's integration is there, which comes with the first prompt: VS Code puts it into a shell of this
 * machine, and that of a guest or a workbench writes the same marks by itself.
 */
function promptOf(terminal: vscode.Terminal, isInGuest: boolean): Promise<void> {
  if (terminal.shellIntegration !== undefined) return Promise.resolve();
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      subscription.dispose();
      resolve();
    };
    const timer = setTimeout(done, isInGuest ? guestPromptLimitMs : promptLimitMs);
    const subscription = vscode.window.onDidChangeTerminalShellIntegration((event) => {
      if (event.terminal === terminal) done();
    });
  });
}
