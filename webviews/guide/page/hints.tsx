import { t } from '../../../extension/core/base/l10n.ts';
import type { TaskState } from '../../../extension/core/session/state.ts';
import { CodeBlock } from '../../shared/page/code.tsx';
import { Inline } from '../../shared/page/inline.tsx';
import { Button } from '../../shared/page/ui.tsx';
import { host } from './host.ts';

/** The hints of a task that are open; the solution comes last, as text to copy. */
export function Hints({ task: { hints, hintCount } }: { task: TaskState }) {
  if (hints.length === 0) return null;
  return (
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
  );
}

/** Opens the next rung, one at a time; nothing when all are open or the task is done. */
export function HintButton({ task }: { task: TaskState }) {
  const { hints, hintCount, status } = task;
  if (hints.length >= hintCount || status === 'passed' || status === 'blocked') return null;
  return (
    <Button icon="lightbulb" onClick={() => void host.send('hint', task.id)}>
      {hints.length === hintCount - 1
        ? t('Show the solution')
        : t('Hint {0} of {1}', hints.length + 1, hintCount - 1)}
    </Button>
  );
}
