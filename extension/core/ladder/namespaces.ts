import { kernelNotReadable } from '../base/errors.ts';
import { namespaceTypes, type KernelSnapshot, type NamespaceType } from '../kernel/model.ts';

/** The namespaces that a process does not share with the first one of its kernel that may be looked at. */
export function ownNamespaces(
  { processes }: KernelSnapshot,
  pid: number,
): readonly NamespaceType[] {
  const visible = processes.flatMap(({ pid: each, namespaces }) =>
    namespaces.seen ? [{ pid: each, namespaces: namespaces.value }] : [],
  );
  const [first] = visible.toSorted((one, other) => one.pid - other.pid);
  const own = visible.find((each) => each.pid === pid);
  if (first === undefined || own === undefined) throw kernelNotReadable(`/proc/${pid}/ns`);
  return namespaceTypes.filter((type) => own.namespaces[type] !== first.namespaces[type]);
}
