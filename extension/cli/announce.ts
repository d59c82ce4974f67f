import { t } from '../core/base/l10n.ts';
import type { Session } from '../core/session/session.ts';
import type { SessionState, TaskState } from '../core/session/state.ts';
import type { Output } from './output.ts';

/** Tells ticks, advice and troubles of a session as they come, each on a line of its own on standard error. */
export function announceTicks(session: Session, output: Output): Disposable {
  let before = session.state;
  const subscription = session.onDidChange((now) => {
    for (const line of newsOf(before, now, output)) output.note(`\r${line}`);
    before = now;
  });
  return { [Symbol.dispose]: () => subscription.dispose() };
}

function newsOf(before: SessionState, now: SessionState, output: Output): readonly string[] {
  const old = new Map(before.steps.flatMap(({ tasks }) => tasks).map((task) => [task.id, task]));
  const tasks = now.steps.flatMap((step) => step.tasks);
  const troubles =
    now.trouble?.message === before.trouble?.message ? [] : [now.trouble?.message ?? ''];
  const engine =
    now.engine.status === 'down' && before.engine.status === 'up' ? [now.engine.message] : [];
  return [
    ...tasks.flatMap((task) => newsOfTask(old.get(task.id), task, output)),
    ...[...troubles, ...engine].filter(Boolean).map((text) => output.paint('yellow', `! ${text}`)),
  ];
}

function newsOfTask(
  before: TaskState | undefined,
  now: TaskState,
  output: Output,
): readonly string[] {
  if (now.status === 'passed' && before?.status !== 'passed') {
    return [output.paint('green', `✓ ${now.says}`)];
  }
  if (before?.status === 'passed' && now.status !== 'passed') {
    return [output.paint('yellow', `○ ${t('no longer: {0}', now.says)}`)];
  }
  const isNew = now.advice !== undefined && now.advice !== before?.advice;
  return isNew ? [output.paint('yellow', `→ ${now.advice}`)] : [];
}
