import { Emitter, type Event } from '../../extension/core/base/event.ts';
import type { ProseNode } from '../../extension/core/lab/prose.ts';
import type { SessionState } from '../../extension/core/session/state.ts';
import type { ViewHost } from '../shared/host.ts';
import type { GuideRequests, GuideState } from './protocol.ts';

/** What the guide needs of a session. */
export interface GuideSession {
  readonly state: SessionState;
  readonly prose: readonly ProseNode[];
  readonly onDidChange: Event<unknown>;
  checkNow(): Promise<unknown>;
  goTo(step: number): Promise<void>;
  hint(taskId: string): Promise<void>;
  answer(questionId: string, text: string): Promise<void>;
  resetStep(): Promise<void>;
}

/** What the guide needs of the shell around it: the lab terminal, the clipboard, other views, the next lab. */
export type GuideShell = Pick<
  GuideRequests,
  'type' | 'copy' | 'focus' | 'open' | 'retryEngine' | 'changeMachine' | 'startLab'
>;

/** The guide of one session. */
export function makeGuideHost(
  session: GuideSession,
  shell: {
    readonly [M in keyof GuideShell]: (
      ...argument: Parameters<GuideShell[M]>
    ) => Promise<void> | void;
  },
  lab: Pick<GuideState, 'objectives' | 'nextLab'>,
): ViewHost<GuideRequests, GuideState> {
  const changed = new Emitter<GuideState>();
  const state = (): GuideState => ({ ...lab, session: session.state, prose: session.prose });
  const subscription = session.onDidChange(() => changed.fire(state()));
  return {
    state,
    onDidChangeState: changed.event,
    requests: {
      checkNow: async () => {
        await session.checkNow();
      },
      hint: (taskId) => session.hint(taskId),
      resetStep: () => session.resetStep(),
      goTo: (step) => session.goTo(step),
      answer: ({ id, text }) => session.answer(id, text),
      type: (argument) => shell.type(argument),
      copy: (text) => shell.copy(text),
      focus: (target) => shell.focus(target),
      open: (href) => shell.open(href),
      retryEngine: () => shell.retryEngine(),
      changeMachine: () => shell.changeMachine(),
      startLab: (labId) => shell.startLab(labId),
    },
    // The session announces by itself, and checks whether or not anybody looks at the guide.
    setVisible: () => {},
    dispose() {
      subscription.dispose();
      changed.dispose();
    },
  };
}
