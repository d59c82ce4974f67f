import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Entry, Lane, Recording } from '../../extension/core/recorder/recording.ts';
import type { Session } from '../../extension/core/session/session.ts';

/** A shell at a terminal of a session, which tells it of commands as VS Code does. */
export interface RecordedShell extends Disposable {
  /** Runs a line and gives its recording once that is kept. */
  run(line: string): Promise<Recording>;
}

/** Opens a bash with the environment of the session's terminals; the terminal's name is told with its commands. */
export function openRecordedShell(session: Session, terminal: string): RecordedShell {
  const { env, cwd } = session.shell();
  const shell = spawn('bash', ['--norc'], {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const said = createInterface(shell.stdout);
  const answers = (line: string): Promise<string> =>
    new Promise((resolve) => {
      const mark = `done-${crypto.randomUUID()}`;
      const hear = (heard: string): void => {
        if (!heard.startsWith(mark)) return;
        said.off('line', hear);
        resolve(heard.slice(mark.length + 1));
      };
      said.on('line', hear);
      shell.stdin.write(`${line}\necho ${mark} $?\n`);
    });
  return {
    async run(line) {
      await answers('true');
      const { pid } = shell;
      session.commandStarted({ line, terminal, ...(pid === undefined ? {} : { pid }) });
      const exitCode = Number(await answers(line));
      session.commandEnded({ line, terminal, exitCode });
      await session.recorder.settled();
      const head = session.recorder.recordings.find(({ command }) => command === line);
      const recording = head && (await session.recorder.recording(head.id));
      if (recording === undefined) throw new Error(`not recorded: ${line}`);
      return recording;
    },
    [Symbol.dispose]() {
      shell.stdin.end();
      void once(shell, 'exit');
    },
  };
}

/** The entries of one lane of a recording. */
export function laneOf<L extends Lane>(
  { entries }: Recording,
  lane: L,
): Extract<Entry, { lane: L }>[] {
  return entries.filter((entry): entry is Extract<Entry, { lane: L }> => entry.lane === lane);
}
