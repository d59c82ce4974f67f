import type { EngineEvent } from '../engine/facts.ts';

/** Which container a name means, or meant: also of one that is gone. */
export class ContainerNames {
  readonly #ids = new Map<string, string>();

  know({ id, name }: { readonly id: string; readonly name: string }): void {
    if (!/^[0-9a-f]{64}$/.test(id)) return;
    this.#ids.set(id, id);
    if (name !== '') this.#ids.set(name, id);
  }

  hear({ type, id, name }: EngineEvent): void {
    if (type === 'container') this.know({ id, name });
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
