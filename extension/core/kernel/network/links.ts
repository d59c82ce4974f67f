import type { KernelProcess } from '../model.ts';
import { parseMountinfo } from '../mountinfo.ts';
import type { KernelReader } from '../reader.ts';
import { parseInterfaceNames } from './interfaceNames.ts';
import { linkFiles, makeLink, type Link } from './link.ts';

/** A sysfs mounted in one network namespace shows that one for ever, whoever looks: how many to try for each. */
const maxWitnesses = 4;

/**
 * The interfaces of each network namespace, by inode, read without entering it: through the sysfs that a process
 * in it sees. A namespace whose processes see only another namespace's sysfs is left out.
 */
export async function readLinks(
  reader: KernelReader,
  processes: readonly KernelProcess[],
  signal: AbortSignal,
): Promise<ReadonlyMap<number, readonly Link[]>> {
  const witnesses = findWitnesses(processes);
  const pids = [...witnesses.keys()];
  const mounts = await reader.texts(
    pids.map((pid) => `/proc/${pid}/mountinfo`),
    'once',
    signal,
  );
  const devices = await reader.texts(
    pids.map((pid) => `/proc/${pid}/net/dev`),
    'once',
    signal,
  );
  const listings = await reader.names(pids.map(classFolder), signal);
  const first = pids[0];
  const chosen = new Map<number, { pid: number; names: readonly string[] }>();
  let firstSysfs: string | undefined;
  for (const [index, pid] of pids.entries()) {
    const inode = witnesses.get(pid) ?? 0;
    const sysfs = sysfsDevice(mounts[index]);
    if (pid === first) firstSysfs = sysfs;
    const isForeign = sysfs === firstSysfs && inode !== witnesses.get(first ?? 0);
    const names = parseInterfaceNames(textOr(devices[index]));
    const listed = new Set(listings[index]);
    if (sysfs === undefined || isForeign || chosen.has(inode)) continue;
    if (names.length > 0 && names.every((name) => listed.has(name)))
      chosen.set(inode, { pid, names });
  }
  return readChosen(reader, chosen, signal);
}

/** For each network namespace the lowest PIDs in it that see different mounts: PID → inode of the network namespace. */
function findWitnesses(processes: readonly KernelProcess[]): ReadonlyMap<number, number> {
  const mountNamespaces = new Map<number, Set<number>>();
  const witnesses = new Map<number, number>();
  for (const { pid, namespaces } of [...processes].sort((a, b) => a.pid - b.pid)) {
    if (!namespaces.seen) continue;
    const { net, mnt } = namespaces.value;
    const tried = mountNamespaces.get(net) ?? new Set();
    if (tried.has(mnt) || tried.size >= maxWitnesses) continue;
    mountNamespaces.set(net, tried.add(mnt));
    witnesses.set(pid, net);
  }
  return witnesses;
}

async function readChosen(
  reader: KernelReader,
  chosen: ReadonlyMap<number, { readonly pid: number; readonly names: readonly string[] }>,
  signal: AbortSignal,
): Promise<ReadonlyMap<number, readonly Link[]>> {
  const wanted = [...chosen].flatMap(([inode, { pid, names }]) =>
    names.map((name) => ({ inode, name, folder: `${classFolder(pid)}/${name}` })),
  );
  const texts = await reader.texts(
    wanted.flatMap(({ folder }) => linkFiles.map((file) => `${folder}/${file}`)),
    'once',
    signal,
  );
  const entries = await reader.names(
    wanted.map(({ folder }) => folder),
    signal,
  );
  const masters = await reader.links(
    wanted.map(({ folder }) => `${folder}/master`),
    signal,
  );
  const links = new Map<number, Link[]>([...chosen.keys()].map((inode) => [inode, []]));
  for (const [index, { inode, name }] of wanted.entries()) {
    const own = texts.slice(index * linkFiles.length, (index + 1) * linkFiles.length);
    const link = makeLink(name, own, new Set(entries[index]), masters[index]);
    if (link) links.get(inode)?.push(link);
  }
  return links;
}

function classFolder(pid: number): string {
  return `/proc/${pid}/root/sys/class/net`;
}

function sysfsDevice(mountinfo: unknown): string | undefined {
  const mounts = parseMountinfo(textOr(mountinfo));
  return mounts.findLast(({ type, target }) => type === 'sysfs' && target === '/sys')?.device;
}

function textOr(text: unknown): string {
  return typeof text === 'string' ? text : '';
}
