import { explainCall } from './explain/api.ts';
import type { Explanation } from './explain/explanation.ts';
import { explainKernel } from './explain/kernel.ts';
import { explainProgram } from './explain/programs.ts';
import type { Entry, Recording } from './recording.ts';

export type { Explanation } from './explain/explanation.ts';

/** What an entry is, in one sentence, and where more about it stands. Pure. */
export function explain(entry: Entry, _recording: Recording): Explanation {
  switch (entry.lane) {
    case 'api':
      return explainCall(entry);
    case 'programs':
      return explainProgram(entry);
    case 'kernel':
      return explainKernel(entry);
    case 'changes':
      return { sentence: entry.sentence };
  }
}
