import { Emitter } from '../../extension/core/base/event.ts';
import type { Log } from '../../extension/core/base/log.ts';
import type { Finding } from '../../extension/core/doctor/finding.ts';
import type { ViewHost } from '../shared/host.ts';
import type { DoctorRequests, DoctorState } from './protocol.ts';

/** What the doctor page needs of the rest. */
export interface DoctorSources {
  /** Looks at this machine; takes seconds. */
  look(signal: AbortSignal): Promise<readonly Finding[]>;
  /** Runs a command in a terminal where the person sees it. */
  runInTerminal(command: string): Promise<void> | void;
  copy(text: string): Promise<void> | void;
  readonly log: Log;
}

/** What this machine has and lacks; looks when it is first shown, and again when asked. */
export function makeDoctorHost(sources: DoctorSources): ViewHost<DoctorRequests, DoctorState> {
  const changed = new Emitter<DoctorState>();
  const closed = new AbortController();
  let state: DoctorState = { status: 'looking', findings: [] };
  let looking: Promise<void> | undefined;

  const become = (next: DoctorState): void => {
    state = next;
    changed.fire(state);
  };
  const look = async (): Promise<void> => {
    become({ ...state, status: 'looking' });
    try {
      const findings = await sources.look(closed.signal);
      if (!closed.signal.aborted) become({ status: 'ready', findings });
    } catch (error) {
      if (closed.signal.aborted) return;
      become({ ...state, status: 'ready' });
      throw error;
    } finally {
      looking = undefined;
    }
  };
  const commandOf = (id: string): string | undefined =>
    state.findings.find((finding) => finding.id === id)?.fix?.command;
  return {
    state: () => state,
    onDidChangeState: changed.event,
    requests: {
      lookAgain: () => (looking ??= look()),
      fix: async (id) => {
        const command = commandOf(id);
        if (command !== undefined) await sources.runInTerminal(command);
      },
      copy: (text) => sources.copy(text),
    },
    setVisible: (isVisible) => {
      if (!isVisible || looking !== undefined || state.findings.length > 0) return;
      looking = look();
      looking.catch((error: unknown) => sources.log.error('The machine was not examined.', error));
    },
    dispose() {
      closed.abort();
      changed.dispose();
    },
  };
}
