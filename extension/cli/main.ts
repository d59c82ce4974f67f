import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { IsolabError, wrongUsage } from '../core/base/errors.ts';
import { t } from '../core/base/l10n.ts';
import { describeError, type Log } from '../core/base/log.ts';
import {
  exitCodes,
  type Arguments,
  type CliCommand,
  type ExitCode,
  type Options,
} from './command.ts';
import { commands } from './commands/index.ts';
import { Context, packageFolder, type Choices } from './context.ts';
import { helpOf, overview } from './help.ts';
import { openOutput, type Output } from './output.ts';

const common = {
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
  json: { type: 'boolean' },
  verbose: { type: 'boolean' },
  labs: { type: 'string' },
  data: { type: 'string' },
  engine: { type: 'string' },
} as const satisfies Options;

// Who reads only the first lines of an answer closes the pipe: `isolab list | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

// What an Electron needed to run this is not for what this runs.
delete process.env['ELECTRON_RUN_AS_NODE'];

void main(process.argv.slice(2)).then((exitCode) => {
  // Not exit(): what was written to a pipe may still be on its way.
  process.exitCode = exitCode;
});

async function main(words: readonly string[]): Promise<number> {
  const { name, rest } = findCommand(words);
  const command = commands.find((each) => each.name === name);
  const output = openOutput(words.includes('--json'), process.env);
  try {
    if (command === undefined) return runNothing(name, rest, output);
    return await runCommand(command, rest, output);
  } catch (error) {
    return tellError(error, output);
  }
}

/** The first word that is neither an option nor an option's value. */
function findCommand(words: readonly string[]): {
  readonly name: string | undefined;
  readonly rest: readonly string[];
} {
  const { tokens } = parseArgs({
    args: [...words],
    options: common,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const at = tokens.find(({ kind }) => kind === 'positional')?.index;
  return {
    name: at === undefined ? undefined : words[at],
    rest: words.filter((_, index) => index !== at),
  };
}

async function runCommand(
  command: CliCommand,
  words: readonly string[],
  output: Output,
): Promise<number> {
  const { values, positionals } = parse(words, command.options, command.usage);
  if (values['help'] === true) {
    output.line(helpOf(command));
    return exitCodes.done;
  }
  if (positionals.length < command.arity.min || positionals.length > command.arity.max) {
    throw wrongUsage(t('This command takes other words.'), t('Usage: isolab {0}', command.usage));
  }
  const cancelled = new AbortController();
  const cancel = (): void => cancelled.abort();
  process.once('SIGINT', cancel).once('SIGTERM', cancel);
  try {
    await using context = new Context(
      choicesOf(values),
      output,
      openLog(values['verbose'] === true),
    );
    return await command.run(argumentsOf(values, positionals), context, cancelled.signal);
  } catch (error) {
    if (cancelled.signal.aborted) return exitCodes.cancelled;
    throw error;
  } finally {
    process.off('SIGINT', cancel).off('SIGTERM', cancel);
  }
}

type Values = Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;

function parse(
  words: readonly string[],
  options: Options,
  usage: string,
): { readonly values: Values; readonly positionals: readonly string[] } {
  try {
    return parseArgs({
      args: [...words],
      options: { ...common, ...options },
      allowPositionals: true,
    });
  } catch (error) {
    // parseArgs says in one sentence what it does not understand.
    const problem = error instanceof Error ? error.message : String(error);
    throw wrongUsage(problem, t('Usage: isolab {0}', usage));
  }
}

function argumentsOf(values: Values, positionals: readonly string[]): Arguments {
  return {
    positionals,
    flag: (name) => values[name] === true,
    text: (name) => {
      const value = values[name];
      return typeof value === 'string' ? value : undefined;
    },
    texts: (name) => [values[name] ?? []].flat().filter((value) => typeof value === 'string'),
  };
}

function choicesOf(values: Values): Choices {
  const { labs, data, engine } = values;
  return {
    ...(typeof labs === 'string' ? { labs } : {}),
    ...(typeof data === 'string' ? { data } : {}),
    ...(typeof engine === 'string' ? { engine } : {}),
  };
}

function runNothing(name: string | undefined, words: readonly string[], output: Output): ExitCode {
  if (name !== undefined && name !== 'help') {
    throw wrongUsage(t('There is no command "{0}".', name), overview(commands));
  }
  const { values } = parse(words, {}, '<command> [options]');
  if (values['version'] === true) {
    const manifest: unknown = JSON.parse(
      readFileSync(join(packageFolder(), 'package.json'), 'utf8'),
    );
    const isNamed = typeof manifest === 'object' && manifest !== null && 'version' in manifest;
    output.line(isNamed ? String(manifest.version) : '');
    return exitCodes.done;
  }
  output.line(overview(commands));
  return exitCodes.done;
}

function tellError(error: unknown, output: Output): ExitCode {
  const isExpected = error instanceof IsolabError;
  const code = isExpected ? error.code : 'unexpected';
  const message = isExpected ? error.message : describeError(error);
  const fix = isExpected ? error.fix : '';
  output.json({ error: { code, message, fix } });
  if (!output.isJson) output.note([message, fix].filter(Boolean).join('\n'));
  const isUsage = code === 'wrong-usage' || code === 'lab-unknown';
  return isUsage ? exitCodes.wrongUsage : exitCodes.unable;
}

function openLog(isVerbose: boolean): Log {
  const write = (level: string, message: string): void => {
    process.stderr.write(`${level}: ${message}\n`);
  };
  const verbose = (message: string): void => {
    if (isVerbose) write('info', message);
  };
  return {
    debug: verbose,
    info: verbose,
    warn: isVerbose ? (message) => write('warning', message) : () => {},
    error: (message, error) =>
      write('error', `${message} ${isVerbose ? describeError(error) : String(error)}`),
  };
}
