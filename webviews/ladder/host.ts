import { IsolabError } from '../../extension/core/base/errors.ts';
import { Emitter, type Event } from '../../extension/core/base/event.ts';
import type { Log } from '../../extension/core/base/log.ts';
import type { LadderProgress } from '../../extension/core/ladder/measure.ts';
import type { Ladder, Rung, RungKind } from '../../extension/core/ladder/rung.ts';
import type { ViewHost } from '../shared/host.ts';
import type { LadderRequests, LadderState } from './protocol.ts';

/** What the Ladder view needs of the rest. */
export interface LadderSources {
  /** The last measurement, and news of one that was made elsewhere: `isolab ladder` in the lab terminal. */
  last(): Ladder | undefined;
  readonly onDidMeasure: Event<Ladder>;
  /** Measures this machine, and keeps what was measured. */
  measure(progress: LadderProgress, signal: AbortSignal): Promise<Ladder>;
  readonly log: Log;
}

/** The isolation ladder of this machine: the last measurement, or a new one as it comes. */
export function makeLadderHost(sources: LadderSources): ViewHost<LadderRequests, LadderState> {
  const changed = new Emitter<LadderState>();
  let measuring: { readonly controller: AbortController; readonly rungs: Rung[] } | undefined;
  let at: RungKind | undefined;
  let making: string | undefined;

  const state = (): LadderState => {
    if (measuring !== undefined) {
      const ladder = { at: Date.now(), rungs: [...measuring.rungs] };
      return { status: 'measuring', ladder, ...(at && { at }), ...(making && { making }) };
    }
    const ladder = sources.last();
    return ladder === undefined ? { status: 'empty' } : { status: 'ready', ladder };
  };
  const push = (): void => changed.fire(state());
  const measure = async (): Promise<void> => {
    if (measuring !== undefined) return;
    const controller = new AbortController();
    const rungs: Rung[] = [];
    measuring = { controller, rungs };
    [at, making] = [undefined, undefined];
    push();
    const progress = {
      begins: (kind: RungKind): void => {
        [at, making] = [kind, undefined];
        push();
      },
      ends: (rung: Rung): void => {
        rungs.push(rung);
        push();
      },
      report: (message: string): void => {
        making = message;
        push();
      },
    };
    try {
      await sources.measure(progress, controller.signal);
    } catch (error) {
      if (controller.signal.aborted) return;
      if (!(error instanceof IsolabError)) sources.log.error('The ladder was not measured.', error);
      throw error;
    } finally {
      measuring = undefined;
      push();
    }
  };
  const subscription = sources.onDidMeasure(push);
  return {
    state,
    onDidChangeState: changed.event,
    requests: { measure, cancel: () => measuring?.controller.abort() },
    // A measurement that was begun goes on while nobody looks: hiding must not change what is measured.
    setVisible: () => {},
    dispose() {
      measuring?.controller.abort();
      subscription.dispose();
      changed.dispose();
    },
  };
}
