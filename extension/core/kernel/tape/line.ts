interface Stamp {
  /** What the kernel remembers of the thread's name; '' where it remembers none. */
  readonly name: string;
  readonly tid: number;
  /** Of the tape's clock. */
  readonly seconds: number;
}

/** What one line of trace_pipe says (Documentation/trace/ftrace.rst, "Output format"; kernel/trace/trace_syscalls.c). */
export type TapeLine =
  | (Stamp & { readonly kind: 'event'; readonly event: string; readonly text: string })
  /** A system call begins. Its name is the kernel's: "umount" for umount2(2). */
  | (Stamp & { readonly kind: 'enter'; readonly call: string; readonly text: string })
  | (Stamp & { readonly kind: 'leave'; readonly call: string; readonly result: number })
  | { readonly kind: 'lost'; readonly count: number };

// COMM-TID, the process where record-tgid is on, [CPU], flags where irq-info is on, seconds, then one of three forms.
const form =
  /^ *([^]{0,16}?)-(\d+) +(?:\( *(?:\d+|-+)\) +)?\[\d+\] +(?:[^\s:]{4,6} +)?(\d+\.\d+): (?:sys_(\w+)\(([^]*)\)|sys_(\w+) -> (0x[0-9a-f]+)|(\w+): ([^]*))$/;

/** Takes one line apart; `undefined` for one of another form, such as what follows a line end in a path. */
export function parseTapeLine(line: string): TapeLine | undefined {
  const lost = /^CPU:\d+ \[LOST (?:(\d+) )?EVENTS\]$/.exec(line);
  if (lost) return { kind: 'lost', count: Number(lost[1] ?? 1) };
  const [, name = '', tid, seconds, entered, args = '', left, result, event, text = ''] =
    form.exec(line) ?? [];
  if (tid === undefined || seconds === undefined) return undefined;
  const stamp = {
    name: name === '<...>' ? '' : name,
    tid: Number(tid),
    seconds: Number(seconds),
  };
  if (entered !== undefined) return { kind: 'enter', ...stamp, call: entered, text: args };
  if (event !== undefined) return { kind: 'event', ...stamp, event, text };
  if (left === undefined || result === undefined) return undefined;
  return { kind: 'leave', ...stamp, call: left, result: parseResult(result) };
}

/** A long of 64 or 32 bits; errors are the numbers down to -4095 (include/linux/err.h). */
function parseResult(hexadecimal: string): number {
  if (hexadecimal === '0x0') return 0; // nearly all
  const number = BigInt(hexadecimal);
  const short = BigInt.asIntN(32, number);
  return Number(
    number < 1n << 32n && short < 0n && short >= -4095n ? short : BigInt.asIntN(64, number),
  );
}
