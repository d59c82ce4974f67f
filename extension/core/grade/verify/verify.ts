import { describeError } from '../../base/log.ts';
import { IsolabError } from '../../base/errors.ts';
import type { LoadedLab } from '../../lab/lab.ts';
import { formatProblem } from '../../lab/problem.ts';
import type { Tools } from './bench.ts';
import { proveFresh } from './fresh.ts';
import { proveGone } from './gone.ts';
import { parts, type LabProof, type Part, type PartResult } from './proof.ts';
import { proveSolved, type SolvedFindings } from './solutions.ts';

/**
 * Proves a lab on a real engine or in real guests, in a real terminal; tells each part as it is done. Rejects only when
 * aborted.
 */
export async function verifyLab(
  loaded: LoadedLab,
  tools: Tools,
  told: (result: PartResult) => void,
  signal: AbortSignal,
): Promise<LabProof> {
  const results = new Map<Part, PartResult>();
  const tell = (result: PartResult): void => {
    results.set(result.part, result);
    told(result);
  };
  const prove = async (part: Part, proof: () => Promise<readonly string[]>): Promise<void> => {
    const start = performance.now();
    const failures = await failuresOf(proof, signal);
    tell({
      part,
      status: failures.length === 0 ? 'passed' : 'failed',
      failures,
      durationMs: performance.now() - start,
    });
  };

  await prove('manifest', async () => loaded.problems.map(formatProblem));
  const { lab } = loaded;
  if (lab !== undefined) {
    await prove('fresh', () => proveFresh(lab, tools, signal));
    let solved: SolvedFindings | undefined;
    await prove('solutions', async () => {
      solved = await proveSolved(lab, tools, signal);
      return solved.solutions;
    });
    const isSolved = solved?.solutions.length === 0;
    if (solved && (isSolved || solved.mistakes.length > 0)) {
      const { mistakes } = solved;
      await prove('mistakes', async () => mistakes);
    }
    if (solved && isSolved) {
      const { repeated, reset } = solved;
      await prove('repeated', async () => repeated);
      await prove('reset', async () => reset);
    }
    await prove('gone', () => proveGone(lab, tools, signal));
  }
  const skipped = (part: Part): PartResult => ({
    part,
    status: 'skipped',
    failures: [],
    durationMs: 0,
  });
  return {
    labId: loaded.id,
    title: lab?.title ?? loaded.id,
    machine: tools.on,
    parts: parts.map((part) => results.get(part) ?? skipped(part)),
  };
}

async function failuresOf(
  proof: () => Promise<readonly string[]>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  try {
    return await proof();
  } catch (error) {
    signal.throwIfAborted();
    return [error instanceof IsolabError ? `${error.message} ${error.fix}` : describeError(error)];
  }
}
