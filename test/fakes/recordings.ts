import type {
  ApiEntry,
  ChangeEntry,
  Entry,
  KernelEntry,
  LaneState,
  ProgramEntry,
  Recording,
} from '../../extension/core/recorder/recording.ts';

const seen: LaneState = { isSeen: true, notes: [], lost: 0 };

type Unplaced<Of> = Of extends Entry ? Omit<Of, 'id' | 'at'> & { readonly at?: number } : never;

/** A recording of a command that has ended well; its entries stand in the order given, a millisecond apart. */
export function fakeRecording(
  command: string,
  entries: readonly Unplaced<Entry>[] = [],
  changed: Partial<Recording> = {},
): Recording {
  return {
    v: 1,
    id: `recording-${command}`,
    command,
    machine: 'host',
    startedAt: 1_700_000_000_000,
    endedAt: 1_700_000_001_000,
    exitCode: 0,
    kernel: '6.1.0',
    engine: '20.10.24',
    lanes: { api: seen, programs: seen, kernel: seen, changes: seen },
    entries: entries.map((entry, index) => ({ at: index, ...entry, id: index + 1 })),
    unattributed: 0,
    ...changed,
  };
}

/** A call of the API: "POST /containers/create?name=web". */
export function apiCall(
  words: string,
  status: number | undefined,
  more: Partial<ApiEntry> = {},
): Unplaced<ApiEntry> {
  const [method = '', address = ''] = words.split(' ');
  const { pathname, searchParams } = new URL(address, 'http://engine');
  return {
    ...{ lane: 'api', method, path: pathname, query: Object.fromEntries(searchParams) },
    ...(status === undefined ? {} : { status }),
    ...{ sentBytes: 0, receivedBytes: 0, created: [] },
    ...more,
  };
}

/** A program by its file and its command line. */
export function programRun(
  path: string,
  args?: readonly string[],
  more: Partial<ProgramEntry> = {},
): Unplaced<ProgramEntry> {
  const name = path.slice(path.lastIndexOf('/') + 1).slice(0, 15);
  return { lane: 'programs', pid: 100, name, path, ...(args && { args }), ...more };
}

/** Something that `name` made the kernel do. */
export function kernelCall(
  name: string,
  call: string,
  flags: readonly string[] = [],
  more: Partial<KernelEntry> = {},
): Unplaced<KernelEntry> {
  return { lane: 'kernel', pid: 100, name, call, args: {}, flags, result: 0, ...more };
}

/** Something that was different afterwards. */
export function change(
  kind: string,
  sentence: string,
  more: Partial<ChangeEntry> = {},
): Unplaced<ChangeEntry> {
  return { lane: 'changes', kind, sentence, isTied: true, ...more };
}
