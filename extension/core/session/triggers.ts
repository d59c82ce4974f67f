import { watch } from 'node:fs';
import type { Disposable } from '../base/event.ts';
import type { Log } from '../base/log.ts';
import type { Engine } from '../engine/engine.ts';
import type { Recorder } from '../recorder/recorder.ts';

/** Calls `happened` after every event of the engine that a learner may have caused, and when it goes or comes back. */
export function onEngine(engine: Engine, happened: () => void): Disposable {
  const events = engine.onDidHappen(({ action }) => {
    // Checks run commands in containers and so cause these; the learner's own are seen by the relay.
    if (!action.startsWith('exec_')) happened();
  });
  const status = engine.onDidChangeStatus(happened);
  return {
    dispose() {
      events.dispose();
      status.dispose();
    },
  };
}

/** Calls `happened` when a recording has ended. */
export function onRecordings({ onDidChange }: Recorder, happened: () => void): Disposable {
  return onDidChange(({ endedAt }) => {
    if (endedAt !== undefined) happened();
  });
}

/** Calls `happened` after every change below the folder. Where the system cannot tell, the poll sees it. */
export function onFiles(folder: string, happened: () => void, log: Log): Disposable {
  try {
    const watcher = watch(folder, { recursive: true, persistent: false }, happened);
    watcher.on('error', (error) =>
      log.warn(`changes in ${folder} are seen late: ${String(error)}`),
    );
    return { dispose: () => watcher.close() };
  } catch (error) {
    log.warn(`changes in ${folder} are seen late: ${String(error)}`);
    return { dispose: () => {} };
  }
}
