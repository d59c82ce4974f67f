import { t } from '../base/l10n.ts';
import { parseIdMap } from './idMap.ts';
import type { ProcessDetails, Seen } from './model.ts';
import { parseMountinfo } from './mountinfo.ts';
import { parseProcStatus } from './procStatus.ts';
import type { KernelReader, Unreadable } from './reader.ts';

/** Reads what is wanted of one process only when somebody looks at it; `undefined` when it is gone. */
export async function readProcessDetails(
  reader: KernelReader,
  pid: number,
  signal: AbortSignal,
): Promise<ProcessDetails | undefined> {
  const files = ['status', 'mountinfo', 'uid_map', 'gid_map'].map((name) => `/proc/${pid}/${name}`);
  const [status, mountinfo, uidMap, gidMap] = await reader.texts(files, 'once', signal);
  const [root] = await reader.links([`/proc/${pid}/root`], signal);
  if (typeof status !== 'string') return undefined;
  const { capabilities, seccomp, noNewPrivileges } = parseProcStatus(status);
  return {
    pid,
    mounts: seen(mountinfo, parseMountinfo),
    uidMap: seen(uidMap, parseIdMap),
    gidMap: seen(gidMap, parseIdMap),
    capabilities,
    seccomp,
    noNewPrivileges,
    root: seen(root, (target) => target),
  };
}

function seen<T>(text: string | Unreadable | undefined, parse: (text: string) => T): Seen<T> {
  if (typeof text === 'string') return { seen: true, value: parse(text) };
  return { seen: false, reason: text?.reason ?? t('It was not read.') };
}
