import { readFile } from 'node:fs/promises';
import path from 'node:path';

/** The events that a lab's session has journaled, in ISOLAB_HOME. */
export async function journal(lab: string): Promise<readonly Record<string, unknown>[]> {
  const file = path.join(process.env['ISOLAB_HOME'] ?? '', lab, 'journal.jsonl');
  const text = await readFile(file, 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

/** Waits for a journaled event, as the learner waits for a tick. */
export async function journaled(
  lab: string,
  type: string,
  limitMs = 30_000,
): Promise<Record<string, unknown>> {
  const endAt = Date.now() + limitMs;
  for (;;) {
    const found = (await journal(lab)).find((event) => event['type'] === type);
    if (found !== undefined) return found;
    if (Date.now() > endAt) throw new Error(`nothing of type ${type} was journaled for ${lab}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
