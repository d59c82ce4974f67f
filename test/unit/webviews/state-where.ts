import type { ViewHost } from '../../../webviews/shared/host.ts';

/** The first state, from now on, of which this is true; the test's own time limit ends the wait. */
export function stateWhere<State>(
  host: Pick<ViewHost<unknown, State>, 'state' | 'onDidChangeState'>,
  isIt: (state: State) => boolean,
): Promise<State> {
  if (isIt(host.state())) return Promise.resolve(host.state());
  return new Promise((resolve) => {
    const subscription = host.onDidChangeState((state) => {
      if (!isIt(state)) return;
      subscription.dispose();
      resolve(state);
    });
  });
}
