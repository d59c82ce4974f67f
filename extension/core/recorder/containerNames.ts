import type { EngineEvent } from '../engine/facts.ts';

/** Which container a name means, or meant: also of one that is gone. */
export class ContainerNames {
  readonly #ids = new Map<string, string>();
  readonly #names = new Map<string, string>();

  know({ id, name }: { readonly id: string; readonly name: string }): void {
    if (!/^[0-9a-f]{64}$/.test(id)) return;
    this.#ids.set(id, id);
    if (name === '') return;
    this.#ids.set(name, id);
    this.#names.set(id, name);
  }

  hear({ type, id, name }: EngineEvent): void {
    if (type === 'container') this.know({ id, name });
  }

  /** What a container is or was called; where nobody knows, the beginning of its ID. */
  nameOf(id: string): string {
    return this.#names.get(id) ?? id.slice(0, 12);
  }

  /** The full ID of a container by its name, ID or the beginning of its ID; undefined where nobody knows. */
  find(nameOrId: string): string | undefined {
    const name = nameOrId.replace(/^\//, '');
    const known = this.#ids.get(name);
    if (known !== undefined || !/^[0-9a-f]{4,63}$/.test(name)) return known;
    const ids = [...new Set(this.#ids.values())].filter((id) => id.startsWith(name));
    return ids.length === 1 ? ids[0] : undefined;
  }
}
