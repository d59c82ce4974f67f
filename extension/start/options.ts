import { parseArgs } from 'node:util';
import { t } from '../core/base/l10n.ts';
import { wrongUsage } from './errors.ts';

/** What a person may ask of `npm start`. */
export interface StartOptions {
  readonly isHelpWanted: boolean;
  /** The lab to open at. */
  readonly lab?: string;
  /** 0 takes a free port; without it Isolab's own is taken if it is free. */
  readonly port?: number;
  readonly isBrowserWanted: boolean;
  /** Nothing is asked. */
  readonly isYes: boolean;
}

/** How `npm start` is used. */
export const usage = `npm start -- [--lab ID] [--browser] [--port NUMBER] [--yes]

Installs what is missing, starts Docker where nothing else does, builds Isolab and opens VS Code with it.

  --lab ID        open at this lab, for example port-publishing
  --browser       VS Code in the browser, even where there is a desktop
  --port NUMBER   the port of VS Code in the browser
  --yes           use sudo without asking
  --help          this text

Ctrl+C stops all that was started.`;

/** Reads the command line; refuses what it does not know. */
export function parseOptions(args: readonly string[]): StartOptions {
  const values = parseValues(args);
  return {
    isHelpWanted: values.help,
    ...(values.lab === undefined ? {} : { lab: values.lab }),
    ...(values.port === undefined ? {} : { port: parsePort(values.port) }),
    isBrowserWanted: values.browser,
    isYes: values.yes,
  };
}

function parseValues(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        help: { type: 'boolean', short: 'h', default: false },
        lab: { type: 'string' },
        port: { type: 'string' },
        browser: { type: 'boolean', default: false },
        yes: { type: 'boolean', short: 'y', default: false },
      },
    }).values;
  } catch (error) {
    throw wrongUsage(error instanceof Error ? error.message : String(error), error);
  }
}

function parsePort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) {
    throw wrongUsage(t('"{0}" is no port: a port is a number from 0 to 65535.', text));
  }
  return port;
}
