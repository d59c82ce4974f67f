import { writeFile } from 'node:fs/promises';
import type { ChildProcess } from 'node:child_process';
import { basename, join } from 'node:path';
import type { Readable } from 'node:stream';
import type { ShellSpec } from '../core/machine/machine.ts';
import { ShellMarks } from '../core/machine/shellMarks.ts';
import type { Session } from '../core/session/session.ts';

/** The descriptor on which the shell tells of its commands; what stands on the terminal is nobody's business. */
const descriptor = 3;

/**
 * The learner's shell, made to tell of each command where it is a bash of this computer. Another shell is given as it is:
 * what is done in it is recorded without a command.
 */
export async function markShell(shell: ShellSpec, folder: string): Promise<ShellSpec> {
  if (basename(shell.program) !== 'bash' || shell.args.length > 0) return shell;
  const startup = join(folder, 'bashrc');
  await writeFile(startup, bashStartup);
  return { ...shell, args: ['--rcfile', startup] };
}

/** What a shell's process is started with: this terminal, and a descriptor for its marks. */
export const markedStdio = ['inherit', 'inherit', 'inherit', 'pipe'] as const;

/** Tells the session of each command that the shell tells of. */
export function followMarks(
  child: ChildProcess,
  session: Pick<Session, 'commandStarted' | 'commandEnded'>,
): void {
  const { pid } = child;
  const terminal = `isolab start ${pid ?? ''}`;
  const marks = new ShellMarks();
  let running: string | undefined;
  const end = (exitCode?: number): void => {
    if (running === undefined) return;
    const ended = { line: running, terminal };
    running = undefined;
    session.commandEnded(exitCode === undefined ? ended : { ...ended, exitCode });
  };
  const stream = child.stdio[descriptor] as Readable | null | undefined;
  stream?.on('error', () => {}); // the shell's end says all
  stream?.on('data', (chunk: Buffer) => {
    for (const mark of marks.read(chunk)) {
      if (mark.kind === 'ended') end(mark.exitCode);
      else {
        running = mark.line;
        session.commandStarted({ line: running, terminal, ...(pid === undefined ? {} : { pid }) });
      }
    }
  });
  child.once('exit', () => {
    end();
    // What the learner left in the background has the other end as well.
    stream?.destroy();
  });
}

// Marks are written by subshells: one that nobody reads any more ends by its signal, and the learner's shell stays.
const bashStartup = String.raw`[ -r ~/.bashrc ] && . ~/.bashrc
exec {__isolab_marks}>&${descriptor} ${descriptor}>&-
__isolab_nothing=x
__isolab_command() {
  local line
  line=$(HISTTIMEFORMAT= history 1)
  [[ $line =~ ^\ *[0-9]+[*\ ]\ (.*)$ ]] && line=${'$'}{BASH_REMATCH[1]}
  line=${'$'}{line//\\/\\\\}
  line=${'$'}{line//;/\\x3b}
  line=${'$'}{line//$'\n'/\\x0a}
  line=${'$'}{line//$'\e'/\\x1b}
  line=${'$'}{line//$'\a'/\\x07}
  printf '\e]633;E;%s\a\e]633;C\a' "$line" >&"$__isolab_marks"
}
__isolab_prompt() {
  local status=$?
  [ "$__isolab_ran" = 1 ] && (printf '\e]633;D;%s\a' "$status" >&"$__isolab_marks")
  __isolab_ran=0
  return "$status"
}
PROMPT_COMMAND="__isolab_prompt${'$'}{PROMPT_COMMAND:+; $PROMPT_COMMAND}"
# The assignment is the way to change a variable from within PS0; it expands to nothing.
PS0='$(__isolab_command)${'$'}{__isolab_nothing:$((__isolab_ran = 1)):0}'"$PS0"
`;
