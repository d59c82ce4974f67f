import type { Bytes } from './bytes.ts';
import { parseCapabilityMask } from './capabilities.ts';
import type { ProcessDetails, Seen } from './model.ts';
import { t } from '../base/l10n.ts';

/** What is kept of /proc/PID/status (proc_pid_status(5)). */
export interface ProcStatus {
  /** The effective user ID, as ps(1) shows it; -1 when the line is missing. */
  readonly userId: number;
  readonly nestedPids: readonly number[];
  readonly capabilities: ProcessDetails['capabilities'];
  readonly seccomp: ProcessDetails['seccomp'];
  readonly noNewPrivileges: Seen<boolean>;
}

/** The part of /proc/PID/status that is wanted of every process: who it is, without what it may do. */
export function parseProcIdentity(text: Bytes): Pick<ProcStatus, 'userId' | 'nestedPids'> {
  return {
    userId: integers(/^Uid:(.*)$/m.exec(text)?.[1])[1] ?? -1,
    nestedPids: integers(/^NSpid:(.*)$/m.exec(text)?.[1]),
  };
}

/** Parses /proc/PID/status; what an older kernel does not write is `seen: false`. */
export function parseProcStatus(text: Bytes): ProcStatus {
  const fields = new Map<string, string>();
  for (const line of text.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) fields.set(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  return {
    ...parseProcIdentity(text),
    capabilities: readCapabilities(fields),
    seccomp: readSeccomp(fields),
    noNewPrivileges: readNoNewPrivileges(fields),
  };
}

function readCapabilities(fields: ReadonlyMap<string, string>): ProcStatus['capabilities'] {
  const effective = parseCapabilityMask(fields.get('CapEff') ?? '');
  const permitted = parseCapabilityMask(fields.get('CapPrm') ?? '');
  const bounding = parseCapabilityMask(fields.get('CapBnd') ?? '');
  const inheritable = parseCapabilityMask(fields.get('CapInh') ?? '');
  const ambient = parseCapabilityMask(fields.get('CapAmb') ?? '');
  if (!effective || !permitted || !bounding || !inheritable || !ambient) return notWritten('Cap…');
  return { seen: true, value: { effective, permitted, bounding, inheritable, ambient } };
}

function readSeccomp(fields: ReadonlyMap<string, string>): ProcStatus['seccomp'] {
  const mode = (['disabled', 'strict', 'filter'] as const)[Number(fields.get('Seccomp') ?? NaN)];
  if (mode === undefined) return notWritten('Seccomp');
  return { seen: true, value: { mode, filters: Number(fields.get('Seccomp_filters') ?? 0) || 0 } };
}

function readNoNewPrivileges(fields: ReadonlyMap<string, string>): Seen<boolean> {
  const value = fields.get('NoNewPrivs');
  return value === undefined ? notWritten('NoNewPrivs') : { seen: true, value: value === '1' };
}

function notWritten(field: string): { readonly seen: false; readonly reason: string } {
  return { seen: false, reason: t('This kernel does not write {0} in /proc/PID/status.', field) };
}

function integers(text: string | undefined): number[] {
  return (text ?? '').split(/\s+/).flatMap((word) => (/^\d+$/.test(word) ? [Number(word)] : []));
}
