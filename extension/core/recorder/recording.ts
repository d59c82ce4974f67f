import type { Created } from '../engine/relay/recordedCall.ts';

/** The version that a file of a recording carries. */
export const recordingVersion = 1;

export const lanes = ['api', 'programs', 'kernel', 'changes'] as const;
export type Lane = (typeof lanes)[number];

/** Whether a lane could see, and how much it did not. */
export interface LaneState {
  readonly isSeen: boolean;
  /** Why it saw nothing, or what it could not see; sentences. */
  readonly notes: readonly string[];
  readonly fix?: string;
  /** Things that happened and are not among the entries: the kernel's buffer was full, or the recording was. */
  readonly lost: number;
}

/** What all entries have. */
interface EntryBase {
  /** Counts from 1 in a recording, in the order of `at`. */
  readonly id: number;
  /** Milliseconds after the command began. */
  readonly at: number;
  /** How long it took, where it has a length and has ended. */
  readonly tookMs?: number;
  /** The container that it was done for or by: its ID; absent for what the client did itself. */
  readonly container?: string;
}

/** A call of the Docker Engine API. */
export interface ApiEntry extends EntryBase {
  readonly lane: 'api';
  readonly method: string;
  /** Without the API version. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** Absent while there is no answer, and where there never was one. */
  readonly status?: number;
  /** Bodies where they explain, without secrets. */
  readonly request?: unknown;
  readonly answer?: unknown;
  readonly sentBytes: number;
  readonly receivedBytes: number;
  /** What the connection became: "tcp", "h2c". */
  readonly upgrade?: string;
  readonly created: readonly Created[];
  /** What the listener could not hear, as a sentence. */
  readonly note?: string;
}

/** A program that a process ran. */
export interface ProgramEntry extends EntryBase {
  readonly lane: 'programs';
  readonly pid: number;
  readonly parentPid?: number;
  /** `comm` after the exec. */
  readonly name: string;
  readonly path: string;
  readonly args?: readonly string[];
}

/** Something that the kernel was asked to do: a system call that isolates, a cgroup, a new process with namespaces. */
export interface KernelEntry extends EntryBase {
  readonly lane: 'kernel';
  readonly pid: number;
  readonly name: string;
  /** A system call's name, or "cgroup mkdir", "cgroup rmdir", "cgroup attach", "oom kill". */
  readonly call: string;
  /** By the names of the manual page. */
  readonly args: Readonly<Record<string, string>>;
  /** Names without their prefix: NEWPID, BIND, SET_MODE_FILTER. */
  readonly flags: readonly string[];
  readonly result?: number;
  /** EPERM … for a call that failed. */
  readonly error?: string;
  /** A filter answered in the place of the kernel, which was not asked (seccomp(2)). */
  readonly isFiltered?: true;
  /** So many of the same kind, one after the other, stand behind this entry: threads of a Go program, for one. */
  readonly folded?: number;
  /** The first hundred of them, this one included: the view opens them. */
  readonly inside?: readonly FoldedCall[];
}

/** One of several of the same kind. */
export interface FoldedCall {
  readonly at: number;
  readonly pid: number;
  readonly args: Readonly<Record<string, string>>;
}

/** Something that was different afterwards. */
export interface ChangeEntry extends EntryBase {
  readonly lane: 'changes';
  readonly sentence: string;
  /** "namespace-created", "mount-gone", "container-created" … */
  readonly kind: string;
  /** Where Isolation shows it: "pid:4711", "container:site". */
  readonly focus?: string;
  /** False for what changed at that time without anything that ties it to the command. */
  readonly isTied: boolean;
}

export type Entry = ApiEntry | ProgramEntry | KernelEntry | ChangeEntry;

/** What happened around one command, on one kernel. Plain data: it is the file, and what a page gets. */
export interface Recording {
  readonly v: typeof recordingVersion;
  readonly id: string;
  /** The line that was typed; empty for calls that came without a command. */
  readonly command: string;
  /** "host", "workbench", or the name of a guest. */
  readonly machine: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Absent while it lasts. */
  readonly endedAt?: number;
  readonly exitCode?: number;
  readonly labId?: string;
  readonly step?: string;
  /** Of that machine: "6.1.0-26-amd64", "28.2.2". */
  readonly kernel: string;
  readonly engine?: string;
  readonly lanes: Readonly<Record<Lane, LaneState>>;
  /** In the order of `at`. */
  readonly entries: readonly Entry[];
  /** What the daemon did at that time, and nobody can tell for whom. */
  readonly unattributed: number;
}

/** A recording without its entries, for a list. */
export type RecordingHead = Omit<Recording, 'entries'> & { readonly count: number };

/** That a recording began, went on, or ended. */
export type RecordingNews = Pick<Recording, 'id' | 'endedAt'>;

/** A recording without its entries. */
export function headOf({ entries, ...head }: Recording): RecordingHead {
  return { ...head, count: entries.length };
}
