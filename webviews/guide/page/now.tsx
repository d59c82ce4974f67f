import { useEffect, useState } from 'preact/hooks';
import { t } from '../../../extension/core/base/l10n.ts';
import type { TaskState } from '../../../extension/core/session/state.ts';
import { Icon } from '../../shared/page/icon.tsx';
import { Inline } from '../../shared/page/inline.tsx';
import { looks } from './looks.ts';

/**
 * While the tasks are below the edge of a small page: each as an icon, and what the one to do now says. The
 * learner types elsewhere and sees the tick here; choosing it scrolls to the tasks.
 */
export function Now({ tasks }: { tasks: readonly TaskState[] }) {
  const isBelow = useIsBelow('tasks');
  const task = tasks.find(({ status }) => status !== 'passed') ?? tasks.at(-1);
  if (!isBelow || task === undefined) return null;
  return (
    <button
      type="button"
      class="now"
      onClick={() => {
        document.getElementById(`task-${task.id}`)?.scrollIntoView({ block: 'center' });
      }}
    >
      <span class="now-icons">
        {tasks.map(({ id, status }) => (
          <Icon key={id} name={looks[status].icon} tone={looks[status].tone} />
        ))}
      </span>
      <span class="now-text">
        <Inline text={task.advice ?? task.says} />
      </span>
      <span class="only-spoken">{t('Show the tasks')}</span>
    </button>
  );
}

/** Whether the element with this ID begins below what can be seen. */
function useIsBelow(id: string): boolean {
  const [isBelow, setBelow] = useState(false);
  useEffect(() => {
    const element = document.getElementById(id);
    if (element === null) return;
    const watching = new IntersectionObserver(([entry]) => {
      if (entry === undefined) return;
      setBelow(!entry.isIntersecting && entry.boundingClientRect.top > 0);
    });
    watching.observe(element);
    return () => watching.disconnect();
  }, [id]);
  return isBelow;
}
