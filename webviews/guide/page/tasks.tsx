import { useState } from 'preact/hooks';
import { t } from '../../../extension/core/base/l10n.ts';
import type { TaskState } from '../../../extension/core/session/state.ts';
import { Banner } from '../../shared/page/banner.tsx';
import { Icon } from '../../shared/page/icon.tsx';
import { Inline } from '../../shared/page/inline.tsx';
import { Button } from '../../shared/page/ui.tsx';
import { HintButton, Hints } from './hints.tsx';
import { host } from './host.ts';
import { looks } from './looks.ts';

/** The tasks of the open step, each as it stands now. */
export function Tasks({ tasks }: { tasks: readonly TaskState[] }) {
  const passed = tasks.filter(({ status }) => status === 'passed').length;
  return (
    <section class="tasks" aria-labelledby="tasks">
      <TasksHeader passed={passed} all={tasks.length} />
      <ul>
        {tasks.map((task) => (
          <Task key={task.id} task={task} />
        ))}
      </ul>
    </section>
  );
}

/** The heading with the two buttons that act on the whole step. */
function TasksHeader({ passed, all }: { passed: number; all: number }) {
  const [isAsking, setAsking] = useState(false);
  return (
    <>
      <div class="tasks-header">
        <h2 id="tasks">
          {t('Tasks')} <span class="quiet count">{t('{0} of {1} done', passed, all)}</span>
        </h2>
        <Button icon="refresh" onClick={() => void host.send('checkNow', undefined)}>
          {t('Check now')}
        </Button>
        <Button icon="discard" onClick={() => setAsking(true)}>
          {t('Reset step')}
        </Button>
      </div>
      {isAsking && (
        <Banner kind="warning" message={t('Reset this step? What you made in it is removed.')}>
          <Button
            kind="primary"
            onClick={() => {
              setAsking(false);
              void host.send('resetStep', undefined);
            }}
          >
            {t('Reset')}
          </Button>
          <Button onClick={() => setAsking(false)}>{t('Keep')}</Button>
        </Banner>
      )}
    </>
  );
}

function Task({ task }: { task: TaskState }) {
  const { icon, tone, word } = looks[task.status];
  const { verdict } = task;
  const isPassed = task.status === 'passed';
  return (
    <li class={`task ${task.status}`} id={`task-${task.id}`}>
      <div class="task-line">
        <Icon name={icon} tone={tone} />
        <p>
          <Inline text={task.says} /> <span class="word quiet">{word()}</span>
        </p>
      </div>
      <div class="task-body">
        {verdict !== undefined && !isPassed && (
          <dl class="verdict">
            {verdict.status === 'failed' && (
              <>
                <dt>{t('Expected')}</dt>
                <dd>
                  <Inline text={verdict.expected} />
                </dd>
              </>
            )}
            <dt>{verdict.status === 'unable' ? t('Why') : t('Observed')}</dt>
            <dd>
              <Inline text={verdict.observed} />
            </dd>
          </dl>
        )}
        {task.holdsForMs !== undefined && (
          <p class="quiet">{t('Right so far; {0} s more.', Math.ceil(task.holdsForMs / 1000))}</p>
        )}
        {task.advice !== undefined && !isPassed && (
          <p class="advice">
            <Icon name="lightbulb" tone="warning" />
            <span>
              <Inline text={task.advice} />
            </span>
          </p>
        )}
        <Hints task={task} />
        <div class="task-actions">
          <HintButton task={task} />
          <See task={task} />
        </div>
      </div>
    </li>
  );
}

function See({ task: { verdict } }: { task: TaskState }) {
  const see = verdict?.see;
  const focus = verdict?.focus;
  return (
    <>
      {see !== undefined && (
        <Button icon="eye" onClick={() => void host.send('type', { text: see, run: true })}>
          {t('See it yourself')}
        </Button>
      )}
      {focus !== undefined && (
        <Button icon="target" onClick={() => void host.send('focus', focus)}>
          {t('Show in Isolation')}
        </Button>
      )}
    </>
  );
}
