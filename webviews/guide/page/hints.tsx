import { t } from '../../../extension/core/base/l10n.ts';
import type { TaskState } from '../../../extension/core/session/state.ts';
import { CodeBlock } from '../../shared/page/code.tsx';
import { Inline } from '../../shared/page/inline.tsx';
import { Button } from '../../shared/page/ui.tsx';
import { host } from './host.ts';

/** The hints of a task that are open, and the button for the next rung: one at a time, the solution last. */
export function Hints({ task }: { task: TaskState }) {
  const { hints, hintCount } = task;
  const isNextSolution = hints.length === hintCount - 1;
  const canAsk = hints.length < hintCount && (task.status === 'open' || task.status === 'unable');
  if (hints.length === 0 && !canAsk) return null;
  return (
    <>
      {hints.length > 0 && (
        <ol class="hints" aria-label={t('Hints')}>
          {hints.map((hint, index) => (
            <li key={index}>
              {index === hintCount - 1 ? (
                <>
                  <span class="rung">{t('Solution')}</span>
                  <CodeBlock text={hint} onCopy={(text) => void host.send('copy', text)} />
                </>
              ) : (
                <>
                  <span class="rung">{t('Hint {0} of {1}', index + 1, hintCount - 1)}</span>
                  <p>
                    <Inline text={hint} />
                  </p>
                </>
              )}
            </li>
          ))}
        </ol>
      )}
      {canAsk && (
        <div class="task-actions">
          <Button icon="question" onClick={() => void host.send('hint', task.id)}>
            {isNextSolution
              ? t('Show the solution')
              : t('Hint {0} of {1}', hints.length + 1, hintCount - 1)}
          </Button>
        </div>
      )}
    </>
  );
}
