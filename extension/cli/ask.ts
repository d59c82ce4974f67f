import { createInterface } from 'node:readline/promises';
import { wrongUsage } from '../core/base/errors.ts';
import { t } from '../core/base/l10n.ts';

/** Asks for a yes, which `--yes` may have given before; rejects without one, and where nobody is there to answer. */
export async function askFor(question: string, hasAgreed: boolean): Promise<void> {
  if (hasAgreed) return;
  if (!process.stdin.isTTY) throw wrongUsage(question, t('Say --yes to agree.'));
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await terminal.question(`${question} [y/N] `);
  terminal.close();
  if (!/^y/i.test(answer.trim())) throw wrongUsage(t('Nothing was done.'), '');
}
