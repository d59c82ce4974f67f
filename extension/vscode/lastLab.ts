import type * as vscode from 'vscode';

const key = 'lastLab';

/** Remembers which lab is open in this window, over reloads and crashes of the extension host. */
export class LastLab {
  readonly #memory: vscode.Memento;

  constructor(memory: vscode.Memento) {
    this.#memory = memory;
  }

  get id(): string | undefined {
    return this.#memory.get<string>(key);
  }

  async remember(id: string | undefined): Promise<void> {
    await this.#memory.update(key, id);
  }
}
