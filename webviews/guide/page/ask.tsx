import { useState } from 'preact/hooks';
import { t } from '../../../extension/core/base/l10n.ts';
import type { ProseNode } from '../../../extension/core/lab/prose.ts';
import type { QuestionState } from '../../../extension/core/session/state.ts';
import { Icon } from '../../shared/page/icon.tsx';
import { Prose, type ProseActions } from '../../shared/page/prose.tsx';
import { Foreign } from '../../shared/page/text.tsx';
import { Button, TextField } from '../../shared/page/ui.tsx';
import { host } from './host.ts';

/** A question, or a prediction that is later shown beside what was measured. */
export function Ask(props: {
  node: ProseNode & { type: 'ask' };
  question: QuestionState | undefined;
  actions: ProseActions;
}) {
  const { node, question, actions } = props;
  const isPrediction = node.kind === 'predict';
  const isSettled = isPrediction ? question?.measured !== undefined : question?.isRight === true;
  return (
    <section class="ask" aria-label={isPrediction ? t('Prediction') : t('Question')}>
      <p class="ask-kind">
        <Icon name={isPrediction ? 'telescope' : 'comment-discussion'} tone="info" />
        {isPrediction ? t('Predict before you try') : t('Question')}
      </p>
      <div class="ask-text">
        <Prose nodes={node.text} actions={actions} />
      </div>
      {question !== undefined && <Outcome question={question} isPrediction={isPrediction} />}
      {!isSettled && <AnswerForm node={node} isAgain={question?.answer !== undefined} />}
    </section>
  );
}

function Outcome({ question, isPrediction }: { question: QuestionState; isPrediction: boolean }) {
  const { answer, isRight, measured } = question;
  if (answer === undefined && measured === undefined) return null;
  return (
    <dl class="outcome">
      {answer !== undefined && (
        <div>
          <dt>{isPrediction ? t('You predicted') : t('You answered')}</dt>
          <dd>
            <Foreign text={answer} />
            {isRight === true && (
              <span class="word">
                <Icon name="check" tone="good" /> {t('Right')}
              </span>
            )}
            {isRight === false && (
              <span class="word">
                <Icon name="close" tone="bad" /> {t('Not right yet')}
              </span>
            )}
          </dd>
        </div>
      )}
      {measured !== undefined && (
        <div>
          <dt>{t('Measured here')}</dt>
          <dd>
            <Foreign text={measured} />
          </dd>
        </div>
      )}
    </dl>
  );
}

function AnswerForm({ node, isAgain }: { node: ProseNode & { type: 'ask' }; isAgain: boolean }) {
  const [text, setText] = useState('');
  const answer = (given: string): void => {
    if (given.trim() !== '') void host.send('answer', { id: node.id, text: given });
  };
  if (node.choices.length > 0) {
    return (
      <div class="choices" role="group" aria-label={t('Choices')}>
        {node.choices.map((choice) => (
          <Button key={choice} onClick={() => answer(choice)}>
            {choice}
          </Button>
        ))}
      </div>
    );
  }
  return (
    <div class="answer">
      <TextField
        label={isAgain ? t('Another answer') : t('Your answer')}
        value={text}
        onInput={setText}
        onSubmit={() => answer(text)}
      />
      <Button onClick={() => answer(text)}>{t('Answer')}</Button>
    </div>
  );
}
