import { IsolabError } from '../base/errors.ts';
import type { World } from '../check/world.ts';
import type { BoundStep } from '../lab/lab.ts';
import { judgeAnswer, measure, type Judgement } from '../lab/question.ts';
import type { JournalFact } from './journal.ts';
import { hasPassed } from './progress.ts';
import type { SessionRecord } from './record.ts';

/** The learner's answers; what is a fact of this machine is measured, never taken from the author. */
export class Answers {
  readonly #record: SessionRecord;

  constructor(record: SessionRecord) {
    this.#record = record;
  }

  /** What was answered to a question, judged; undefined before an answer, and for a prediction. */
  of(question: string): Judgement | undefined {
    const answer = this.#record.progress.answers[question];
    if (answer?.isRight === undefined) return undefined;
    return { text: answer.text, isRight: answer.isRight, rightAnswer: answer.measured ?? '' };
  }

  /** Keeps an answer to a question or prediction of this step; rejects when its right answer cannot be measured now. */
  async take(step: BoundStep, id: string, text: string, world: World): Promise<void> {
    const spec = step.questions[id];
    if (spec !== undefined) {
      const { isRight, rightAnswer } = await judgeAnswer(spec, text, world);
      const measured = 'measured' in spec ? { measured: rightAnswer } : {};
      await this.#record.write([{ type: 'answered', question: id, text, isRight, ...measured }]);
    } else if (step.predictions[id] !== undefined) {
      await this.#record.write([{ type: 'answered', question: id, text }]);
    }
  }

  /** Measures what was predicted and could not be measured before. */
  async measure(step: BoundStep, world: World): Promise<void> {
    const { progress } = this.#record;
    for (const [id, { measured: spec, after }] of Object.entries(step.predictions)) {
      const answer = progress.answers[id];
      if (answer === undefined || answer.measured !== undefined) continue;
      if (after !== undefined && !hasPassed(progress, after)) continue;
      const measured = await measure(spec, world).catch(ignoreNotYet);
      if (measured === undefined) continue;
      const fact: JournalFact = { type: 'answered', question: id, text: answer.text, measured };
      await this.#record.write([fact]);
    }
  }
}

/** Before the learner has done what was predicted there is nothing to measure. */
function ignoreNotYet(error: unknown): undefined {
  if (!(error instanceof IsolabError)) throw error;
}
