import { decodeBytes } from '../bytes.ts';
import { readArguments } from './arguments.ts';
import type { TapeClock } from './clock.ts';
import { nameError } from './errno.ts';
import { cloneFlags, nameFlags } from './flags.ts';
import type { TapeLine } from './line.ts';
import { systemCalls, type SystemCall, type TapeEvent } from './tapeEvent.ts';
import { Threads } from './threads.ts';

type CallEvent = Extract<TapeEvent, { kind: 'call' }>;
type Entered = Extract<TapeLine, { kind: 'enter' }>;
type Left = Extract<TapeLine, { kind: 'leave' }>;
type Happened = Extract<TapeLine, { kind: 'event' }>;

/** The kernel's names of system calls, where they are not the manual's: SYSCALL_DEFINE2(umount, …) is umount2(2). */
const callsByName: Readonly<Record<string, SystemCall>> = {
  ...Object.fromEntries(systemCalls.map((call) => [call, call])),
  umount: 'umount2',
};

/** Makes events of lines: joins what was entered with what it returned, and knows whose a thread is. */
export class TapeDecoder {
  readonly threads = new Threads();
  readonly #clock: TapeClock;
  /** Calls that have not returned, by thread. */
  readonly #entered = new Map<number, Entered>();
  #lastAt = 0;
  #lostAt = -Infinity;

  constructor(clock: TapeClock) {
    this.#clock = clock;
  }

  /** What this line tells; a call is told when it has returned, or never will. */
  take(line: TapeLine): readonly TapeEvent[] {
    if (line.kind === 'lost') return [this.lose(line.count)];
    this.#lastAt = this.#clock.at(line.seconds);
    switch (line.kind) {
      case 'enter': {
        const unreturned = this.#giveUp(line.tid);
        this.#entered.set(line.tid, line);
        return unreturned;
      }
      case 'leave':
        return this.#leave(line);
      case 'event':
        return this.#happen(line);
    }
  }

  /** So many lines are not known: neither is who was renamed meanwhile. */
  lose(count: number): TapeEvent {
    this.#lostAt = this.#lastAt;
    this.threads.forgetNames();
    return { kind: 'lost', count, at: this.#lastAt, tid: 0, pid: 0, name: '' };
  }

  #happen({ event, text, ...line }: Happened): readonly TapeEvent[] {
    const moment = this.#moment(line);
    switch (event) {
      case 'task_newtask': {
        const [, child, name, flags] = match(
          text,
          /^pid=(\d+) comm=([^]*) clone_flags=([0-9a-f]+) /,
        );
        if (child === undefined) break;
        const bits = BigInt(`0x${flags ?? ''}`);
        const isThread = (bits & 0x10000n) !== 0n;
        if (isThread) this.threads.add(Number(child), moment.pid);
        else this.threads.start(Number(child));
        this.threads.rename(Number(child), decodeBytes(name ?? ''));
        // The lowest byte was the signal at the child's end (CSIGNAL), before Linux 5.3 also here.
        const named = nameFlags(bits & (bits & 0x7fn ? ~0xffn : ~0x7fn), cloneFlags);
        return [{ kind: 'clone', ...moment, child: Number(child), isThread, flags: named }];
      }
      case 'task_rename': {
        const [, tid, name] = match(text, /^(?:pid=(\d+) )?oldcomm=[^]* newcomm=([^]*) oom_score_/);
        if (name === undefined) break;
        this.threads.rename(Number(tid ?? line.tid), decodeBytes(name));
        return [];
      }
      case 'sched_process_exec': {
        const [, path, pid, before] = match(text, /^filename=([^]*) pid=(\d+) old_pid=(\d+)$/);
        if (path === undefined) break;
        this.threads.takeOver(Number(before), Number(pid));
        return [{ kind: 'exec', ...this.#moment(line), path: decodeBytes(path) }];
      }
      case 'sched_process_exit': {
        const [, name, last] = match(
          text,
          /^comm=([^]*) pid=\d+ prio=-?\d+(?: group_dead=(\w+))?$/,
        );
        if (name === undefined) break;
        const unreturned = this.#giveUp(line.tid);
        const isLast = this.threads.end(line.tid);
        if (last === undefined ? !isLast : last !== 'true') return unreturned;
        return [...unreturned, { kind: 'exit', ...moment, name: decodeBytes(name) }];
      }
      case 'cgroup_mkdir':
      case 'cgroup_rmdir': {
        const [, hierarchy, path] = match(text, /^root=(\d+) id=\d+ level=\d+ path=([^]*)$/);
        if (path === undefined) break;
        const what = event === 'cgroup_mkdir' ? 'mkdir' : 'rmdir';
        return [
          {
            kind: 'cgroup',
            ...moment,
            what,
            path: decodeBytes(path),
            hierarchy: Number(hierarchy),
          },
        ];
      }
      case 'cgroup_attach_task': {
        const [, hierarchy, path, pid, name] = match(
          text,
          /^dst_root=(\d+) dst_id=\d+ dst_level=\d+ dst_path=([^]*) pid=(\d+) comm=([^]*)$/,
        );
        if (path === undefined || name === undefined) break;
        const moved = { pid: this.threads.processOf(Number(pid)), name: decodeBytes(name) };
        return [
          {
            kind: 'cgroup',
            ...moment,
            what: 'attach',
            path: decodeBytes(path),
            hierarchy: Number(hierarchy),
            moved,
          },
        ];
      }
      case 'mark_victim': {
        const [, victim] = match(text, /^pid=(\d+)/);
        if (victim === undefined) break;
        return [{ kind: 'oom', ...moment, victim: Number(victim) }];
      }
    }
    return [this.lose(1)];
  }

  #leave(line: Left): readonly TapeEvent[] {
    const entered = this.#entered.get(line.tid);
    if (entered?.call !== line.call) return this.#answerUnentered(line);
    this.#entered.delete(line.tid);
    const event = this.#call(entered);
    if (!event) return [];
    const tookMs = Math.round((line.seconds - entered.seconds) * 1_000_000) / 1000;
    return [{ ...event, ...outcome(line), tookMs }];
  }

  /**
   * A call that returned without having been entered: a filter answered in the kernel's place, for filters come
   * before the tracing of calls (include/linux/entry-common.h, syscall_trace_enter()).
   */
  #answerUnentered(line: Left): readonly TapeEvent[] {
    const call = callsByName[line.call];
    if (call === undefined || line.result >= 0) return [];
    const isDoubtful = this.#clock.at(line.seconds) - this.#lostAt < 10_000;
    const event = {
      kind: 'call',
      ...this.#moment(line),
      call,
      args: {},
      ...outcome(line),
    } as const;
    return [isDoubtful ? event : { ...event, isFiltered: true }];
  }

  /** A call of this thread that will not be seen to return. */
  #giveUp(tid: number): readonly TapeEvent[] {
    const entered = this.#entered.get(tid);
    if (!entered) return [];
    this.#entered.delete(tid);
    const event = this.#call(entered);
    return event ? [event] : [];
  }

  #call(entered: Entered): CallEvent | undefined {
    const call = callsByName[entered.call];
    const args = call && readArguments(call, decodeBytes(entered.text));
    return args && { kind: 'call', ...this.#moment(entered), call, args };
  }

  #moment({ tid, seconds, name }: { tid: number; seconds: number; name: string }) {
    return {
      at: this.#clock.at(seconds),
      tid,
      pid: this.threads.processOf(tid),
      name: this.threads.nameOf(tid) ?? decodeBytes(name),
    };
  }
}

function outcome({ result }: Left): { readonly result: number; readonly error?: string } {
  const error = nameError(result);
  return error === undefined ? { result } : { result, error };
}

function match(text: string, form: RegExp): readonly (string | undefined)[] {
  return form.exec(text) ?? [];
}
