/** Gathers a fact when it is first asked for by this key, and gives the same one ever after. */
export type Once = <T>(key: readonly unknown[], gather: () => Promise<T>) => Promise<T>;

/** Keeps facts. One kind of key is always asked with one type of fact: the key begins with what it names. */
export function keep(): Once {
  const facts = new Map<string, Promise<unknown>>();
  return <T>(key: readonly unknown[], gather: () => Promise<T>): Promise<T> => {
    const name = JSON.stringify(key);
    const fact = (facts.get(name) as Promise<T> | undefined) ?? gather();
    facts.set(name, fact);
    return fact;
  };
}

const maxOutput = 64 * 1024;

/** The end of what a program wrote: no check needs more. */
export function bounded<T extends { readonly stdout: string; readonly stderr: string }>(
  result: T,
): T {
  return {
    ...result,
    stdout: result.stdout.slice(-maxOutput),
    stderr: result.stderr.slice(-maxOutput),
  };
}
