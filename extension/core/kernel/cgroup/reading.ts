import { t } from '../../base/l10n.ts';
import type { Bytes } from '../bytes.ts';
import type { CgroupReading, Seen } from '../model.ts';
import type { Unreadable } from '../reader.ts';
import { cpuV1, cpuV2 } from './cpu.ts';
import { ioV1, ioV2 } from './io.ts';
import { cgroupFolder, type CgroupLayout } from './layout.ts';
import { memoryV1, memoryV2 } from './memory.ts';
import type { Meter } from './meter.ts';
import { pids } from './pids.ts';
import { pressure } from './pressure.ts';

/** A cgroup, and where the processes in it are in the other hierarchies, if it has any. */
export interface CgroupPlace {
  readonly path: string;
  readonly member: Readonly<Record<string, string>> | undefined;
}

/** The paths of all files that `assembleCgroupReading` wants for this cgroup. */
export function cgroupFilePaths(layout: CgroupLayout, place: CgroupPlace): readonly string[] {
  const paths = Object.values(metersOf(layout)).flatMap(({ files }) =>
    files.flatMap(({ hierarchy, name }) => filePath(layout, place, hierarchy, name) ?? []),
  );
  const witness = witnessPath(layout, place.path);
  return witness === undefined ? [] : [witness, ...paths];
}

/** Makes a reading from the texts of those files, by path; `undefined` when the cgroup is gone. */
export function assembleCgroupReading(
  layout: CgroupLayout,
  place: CgroupPlace,
  texts: ReadonlyMap<string, Bytes | Unreadable>,
): CgroupReading | undefined {
  const witness = texts.get(witnessPath(layout, place.path) ?? '');
  if (witness === undefined || (typeof witness === 'object' && witness.isGone)) return undefined;
  const meters = metersOf(layout);
  const sources: Record<string, string> = {};
  const read = <T>(group: string, meter: Meter<T>): Seen<T> => {
    const paths = meter.files.map(({ hierarchy, name }) =>
      filePath(layout, place, hierarchy, name),
    );
    const [source] = paths;
    if (source === undefined) return { seen: false, reason: notThere(meter) };
    sources[group] = source;
    const found = paths.map((path) => texts.get(path ?? ''));
    const value = meter.parse(found.map((text) => (typeof text === 'string' ? text : undefined)));
    return value === undefined
      ? { seen: false, reason: whyNot(source, found[0]) }
      : { seen: true, value };
  };
  return {
    path: place.path,
    ...(layout.main === '' && typeof witness === 'string'
      ? { controllers: witness.split(/\s+/u).filter(Boolean) }
      : {}),
    memory: read('memory', meters.memory),
    cpu: read('cpu', meters.cpu),
    pids: read('pids', meters.pids),
    io: read('io', meters.io),
    pressure: read('pressure', meters.pressure),
    sources,
  };
}

function metersOf({ hierarchies }: CgroupLayout) {
  return {
    memory: 'memory' in hierarchies ? memoryV1 : memoryV2,
    cpu: 'cpu' in hierarchies ? cpuV1 : cpuV2,
    pids: pids('pids' in hierarchies ? 'pids' : ''),
    io: 'blkio' in hierarchies ? ioV1 : ioV2,
    pressure,
  };
}

/** A file that every cgroup has. */
function witnessPath(layout: CgroupLayout, path: string): string | undefined {
  const folder = cgroupFolder(layout, layout.main, path);
  return folder && `${folder}/${layout.main === '' ? 'cgroup.controllers' : 'notify_on_release'}`;
}

function filePath(
  layout: CgroupLayout,
  { path, member }: CgroupPlace,
  hierarchy: string,
  name: string,
): string | undefined {
  const own = hierarchy === layout.main ? path : (member?.[hierarchy] ?? path);
  // Processes may share a cgroup with others in one hierarchy alone; its numbers would not be theirs.
  if (lastName(own) !== lastName(path)) return undefined;
  const folder = cgroupFolder(layout, hierarchy, own);
  return folder && `${folder}/${name}`;
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function notThere(meter: Meter<unknown>): string {
  const [first] = meter.files;
  return first?.hierarchy === ''
    ? t('{0} is a file of cgroup v2, in which this cgroup is not.', first.name)
    : t('{0} is a file of a hierarchy in which this cgroup is not.', first?.name ?? '');
}

function whyNot(source: string, text: Bytes | Unreadable | undefined): string {
  if (typeof text === 'object' && !text.isGone) return text.reason;
  if (typeof text === 'string') return t('{0} has another form than expected.', source);
  return t('{0} does not exist: the controller is off here, or this is the root.', source);
}
