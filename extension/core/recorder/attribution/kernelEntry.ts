import type { TapeEvent } from '../../kernel/tape/tapeEvent.ts';
import type { KernelEntry } from '../recording.ts';
import type { Unnumbered } from './fold.ts';

/** What the kernel was asked to do, as an entry; nothing for what is an entry of programs, or none. */
export function kernelEntry(
  event: TapeEvent,
  extra: { readonly container?: string },
): Unnumbered<KernelEntry> | undefined {
  const { at, pid, name } = event;
  const base = { lane: 'kernel', at, pid, name, ...extra } as const;
  switch (event.kind) {
    case 'clone':
      return {
        ...base,
        call: 'clone',
        args: { child: String(event.child) },
        flags: [...event.flags],
      };
    case 'call':
      return {
        ...base,
        call: event.call,
        args: event.args,
        flags: flagsIn(event.args),
        ...(event.result === undefined ? {} : { result: event.result }),
        ...(event.error === undefined ? {} : { error: event.error }),
        ...(event.tookMs === undefined ? {} : { tookMs: event.tookMs }),
        ...(event.isFiltered === undefined ? {} : { isFiltered: event.isFiltered }),
      };
    case 'cgroup': {
      const { path, hierarchy, moved } = event;
      const who = moved === undefined ? {} : { pid: String(moved.pid), name: moved.name };
      return {
        ...base,
        call: `cgroup ${event.what}`,
        args: { path, hierarchy: String(hierarchy), ...who },
        flags: [],
      };
    }
    case 'oom':
      return { ...base, call: 'oom kill', args: { victim: String(event.victim) }, flags: [] };
    case 'exec':
    case 'exit':
    case 'lost':
      return undefined;
  }
}

/** Words in capitals are names of flags. */
function flagsIn(args: Readonly<Record<string, string>>): readonly string[] {
  return Object.entries(args).flatMap(([name, value]) =>
    flagArguments.has(name)
      ? value.split('|').filter((word) => /^[A-Z][A-Z0-9_]*$/.test(word))
      : [],
  );
}

/** As the tape names arguments (kernel/tape/arguments.ts). */
const flagArguments = new Set([
  'flags',
  'nstype',
  'mountflags',
  'attr_flags',
  'operation',
  'op',
  'subop',
  'mode',
  'cmd',
]);
