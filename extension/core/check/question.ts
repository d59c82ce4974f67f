import { t } from '../base/l10n.ts';
import type { CheckKind } from './kind.ts';
import { quote } from '../base/quote.ts';
import { verdict } from './rule.ts';
import { textOfForm } from './form.ts';

const schema = textOfForm(/^[a-z0-9][a-z0-9-]*$/u, () => t('the ID of a question')).describe(
  'A question of this step, by its ID: answered, and rightly.',
);

/** Whether the learner has answered a question rightly. */
export const question: CheckKind<string> = {
  schema,
  async evaluate(id, world) {
    const expected = t('The question is answered rightly');
    const answer = await world.answer(id);
    if (answer === undefined) return verdict('failed', expected, t('It is not answered yet.'));
    return answer.isRight
      ? verdict('passed', expected, t('You answered {0}.', quote(answer.text)))
      : verdict('failed', expected, t('You answered {0}, which is not right.', quote(answer.text)));
  },
};
