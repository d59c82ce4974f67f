import { wrongUsage } from '../../core/base/errors.ts';
import { t } from '../../core/base/l10n.ts';
import { vmRequest, type VmRequest } from '../../core/session/vmRequest.ts';
import type { Arguments } from '../command.ts';

/** Every form of `isolab vm`, and what it does. */
export const forms: Readonly<Record<string, string>> = {
  'create NAME [--image base|docker] [--cpus N] [--memory SIZE]': t('make a VM; it is off'),
  list: t('list the VMs of the lab'),
  'show NAME': t('show one, with its disks'),
  'start NAME [--cold] [--accelerator NAME]': t(
    'start it; --cold boots, also where a saved state is',
  ),
  'stop NAME [--force]': t('shut it down; --force pulls the plug'),
  'reset NAME': t('press its reset button'),
  'pause NAME': t('let its CPUs stand still'),
  'resume NAME': t('let them go on'),
  'console NAME [--number N]': t('sit down at a console of it; Ctrl+] leaves'),
  'run NAME -- COMMAND…': t('run a command in it, through its agent'),
  'snapshot save|restore|delete NAME SNAPSHOT': t(
    'keep it as it is now, go back there, forget that',
  ),
  'snapshot list NAME': t('list its VM snapshots, as a tree'),
  'clone NAME NEW': t('make another on the same disk'),
  'migrate NAME': t('move it, running, to another QEMU process'),
  'remove NAME': t('take it away, with its disk'),
  'cpus NAME N': t('give it so many CPUs while it runs'),
  'memory NAME SIZE': t('give it so much memory while it runs: 256M, 1G'),
  'qmp NAME COMMAND [JSON]': t('ask QEMU itself'),
};

/** What was typed after `isolab vm`, as a request. */
export function parseVmRequest(args: Arguments): VmRequest {
  const result = vmRequest.safeParse(requestOf(args));
  if (result.success) return result.data;
  const issue = result.error.issues[0];
  throw vmUsage(t('{0}: {1}', issue?.path.join('.') ?? '', issue?.message ?? ''));
}

/** The words are none of the forms. */
export function vmUsage(problem: string): Error {
  return wrongUsage(problem, t('isolab vm --help shows all forms.'));
}

function requestOf(args: Arguments): unknown {
  const [action, first, ...rest] = args.positionals;
  if (action === 'snapshot') return snapshotRequest(first, rest);
  const name = first;
  if (name === undefined) throw vmUsage(t('Name a VM.'));
  switch (action) {
    case 'create':
      return {
        do: action,
        name,
        image: args.text('image') ?? 'base',
        ...optional('cpus', args.text('cpus'), Number),
        ...optional('memoryBytes', args.text('memory'), parseSize),
      };
    case 'start':
      return {
        do: action,
        name,
        isCold: args.flag('cold'),
        ...optional('accelerator', args.text('accelerator'), String),
      };
    case 'stop':
      return { do: action, name, isForced: args.flag('force') };
    case 'run':
      return { do: action, name, words: rest };
    case 'clone':
      return { do: action, name, to: rest[0] };
    case 'cpus':
      return { do: action, name, count: Number(rest[0]) };
    case 'memory':
      return { do: action, name, bytes: parseSize(rest[0] ?? '') };
    case 'qmp':
      return { do: action, name, command: rest[0], args: parseJson(rest[1] ?? '{}') };
    default:
      return { do: action, name };
  }
}

function snapshotRequest(action: string | undefined, [name, snapshot]: readonly string[]): unknown {
  if (name === undefined || snapshot === undefined) {
    throw vmUsage(t('Name a VM and a VM snapshot.'));
  }
  return { do: `snapshot-${action ?? ''}`, name, snapshot };
}

function optional(
  key: string,
  text: string | undefined,
  parse: (text: string) => unknown,
): Readonly<Record<string, unknown>> {
  return text === undefined ? {} : { [key]: parse(text) };
}

const units: Readonly<Record<string, number>> = { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 };

function parseSize(text: string): number {
  const [, digits, unit = ''] = /^(\d+)([KMG]?)i?B?$/i.exec(text) ?? [];
  if (digits === undefined) throw vmUsage(t('"{0}" is no size: 256M, 1G.', text));
  return Number(digits) * (units[unit.toUpperCase()] ?? 1);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw vmUsage(t('"{0}" is no JSON.', text));
  }
}
