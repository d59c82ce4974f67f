import { t } from '../../../extension/core/base/l10n.ts';
import type { TaskState } from '../../../extension/core/session/state.ts';
import { CodeBlock } from '../../shared/page/code.tsx';
import { Inline } from '../../shared/page/inline.tsx';
import { Button } from '../../shared/page/ui.tsx';
import { host } from './host.ts';

/** The hints of a task that are open; the solution, if it has one, comes last, as text to copy. */
export function Hints({ task }: { task: TaskState }) {
  const { hints } = task;
  if (hints.length === 0) return null;
  return (
    <ol class="hints" aria-label={t('Hints')}>
      {hints.map((hint, index) => (
        <li key={index}>
          {isSolution(task, index) ? (
            <>
              <span class="rung">{t('Solution')}</span>
              <CodeBlock text={hint} onCopy={(text) => void host.send('copy', text)} />
            </>
          ) : (
            <>
              <span class="rung">{t('Hint {0} of {1}', index + 1, properHints(task))}</span>
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
      {isSolution(task, hints.length)
        ? t('Show the solution')
        : t('Hint {0} of {1}', hints.length + 1, properHints(task))}
    </Button>
  );
}

const properHints = ({ hintCount, hasSolution }: TaskState): number =>
  hasSolution ? hintCount - 1 : hintCount;

const isSolution = (task: TaskState, index: number): boolean => index === properHints(task);
