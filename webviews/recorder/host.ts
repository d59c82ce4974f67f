import { recordingForgotten } from '../../extension/core/base/errors.ts';
import { Emitter, type Event } from '../../extension/core/base/event.ts';
import { compareRecordings } from '../../extension/core/recorder/compare.ts';
import { explain } from '../../extension/core/recorder/explain.ts';
import {
  headOf,
  type Recording,
  type RecordingHead,
  type RecordingNews,
} from '../../extension/core/recorder/recording.ts';
import type { ViewHost } from '../shared/host.ts';
import type { ListedRecording, RecorderRequests, RecorderState } from './protocol.ts';

/** Whose recordings are shown: a session's, or those of a file. */
export interface Recordings {
  readonly recordings: readonly RecordingHead[];
  recording(id: string): Promise<Recording | undefined>;
  /** Tells of each recording that began, went on or ended. */
  readonly onDidChange: Event<RecordingNews>;
}

/** What the recorder's view needs of the rest. */
export interface RecorderSources {
  readonly status: RecorderState['status'];
  readonly trouble?: RecorderState['trouble'];
  /** Absent while no lab is open, and of a file that cannot be read. */
  readonly recorder?: Recordings;
  /** Lets the person choose what to lay beside this one: one of these, or what a file holds. */
  chooseOther(
    left: RecordingHead,
    known: readonly RecordingHead[],
  ): Promise<RecordingHead | Recording | undefined>;
  save(recording: Recording): Promise<void>;
  focus(target: string): Promise<void>;
  open(url: string): Promise<void>;
}

/** The recorder's view; `show` puts it on a recording. */
export type RecorderHost = ViewHost<RecorderRequests, RecorderState> & { show(id: string): void };

/** Lists what was recorded, and gives one with its entries to who asks: the page, as fast as it can draw. */
export function makeRecorderHost(sources: RecorderSources): RecorderHost {
  const { status, trouble, recorder } = sources;
  const changed = new Emitter<RecorderState>();
  const versions = new Map<string, number>();
  const opened = new Map<string, Recording>();
  let focus: RecorderState['focus'];
  let beside: RecorderState['beside'];
  let isVisible = false;

  const listed = (head: RecordingHead): ListedRecording => ({
    ...head,
    version: versions.get(head.id) ?? 0,
  });
  const state = (): RecorderState => ({
    status,
    ...(trouble && { trouble }),
    recordings: (recorder?.recordings ?? []).map(listed),
    others: [...opened.values()].map((recording) => listed(headOf(recording))),
    ...(focus && { focus }),
    ...(beside && { beside }),
  });
  const push = (): void => {
    if (isVisible) changed.fire(state());
  };
  const find = async (id: string): Promise<Recording | undefined> =>
    opened.get(id) ?? (await recorder?.recording(id));
  /** What comes from elsewhere gets an ID of its own: a file may hold what the session knows too. */
  const keep = (recording: Recording): string => {
    const id = `file ${opened.size + 1}: ${recording.id}`;
    opened.set(id, { ...recording, id });
    return id;
  };
  const subscription = recorder?.onDidChange(({ id }) => {
    versions.set(id, (versions.get(id) ?? 0) + 1);
    push();
  });

  return {
    state,
    onDidChangeState: changed.event,
    requests: {
      recording: find,
      explain: async ({ recording, entry }) => {
        const found = await find(recording);
        if (found === undefined) throw recordingForgotten();
        return explain(entry, found);
      },
      compare: async ({ left, right }) => {
        const [one, other] = await Promise.all([find(left), find(right)]);
        if (one === undefined || other === undefined) throw recordingForgotten();
        return compareRecordings(one, other);
      },
      chooseOther: async (id) => {
        const known = [...(recorder?.recordings ?? []), ...[...opened.values()].map(headOf)];
        const left = known.find((head) => head.id === id);
        if (left === undefined) throw recordingForgotten();
        const rest = known.filter((head) => head !== left);
        const chosen = await sources.chooseOther(left, rest);
        if (chosen === undefined) return;
        const recording = 'entries' in chosen ? keep(chosen) : chosen.id;
        beside = { recording, at: Date.now() };
        push();
      },
      save: async (id) => {
        const recording = await find(id);
        if (recording !== undefined) await sources.save(recording);
      },
      focus: (target) => sources.focus(target),
      open: (url) => sources.open(url),
    },
    show: (recording) => {
      focus = { recording, at: Date.now() };
      push();
    },
    setVisible: (willBeVisible) => {
      isVisible = willBeVisible;
      push();
    },
    dispose() {
      subscription?.dispose();
      changed.dispose();
    },
  };
}
