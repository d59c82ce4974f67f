import * as vscode from 'vscode';
import { describeError, type Log } from '../core/base/log.ts';

/** A log that a person can look at. */
export interface LogChannel extends Log {
  show(): void;
  dispose(): void;
}

/** The output channel "Isolab" as a log; errors go in with their stack and causes. */
export function openLog(): LogChannel {
  const channel = vscode.window.createOutputChannel('Isolab', { log: true });
  return {
    debug: (message) => channel.debug(message),
    info: (message) => channel.info(message),
    warn: (message) => channel.warn(message),
    error: (message, error) =>
      channel.error(error === undefined ? message : `${message}\n${describeError(error)}`),
    show: () => channel.show(true),
    dispose: () => channel.dispose(),
  };
}
