import { t } from '../base/l10n.ts';
import { findHostProcess } from '../kernel/container.ts';
import { quote } from '../base/quote.ts';
import { visible } from './visible.ts';
import type { World } from './world.ts';
import { textOfForm } from './form.ts';

/** Whom a check is about: `container:NAME`, `pid:NUMBER` or `host`. */
export const subjectSchema = textOfForm(/^(?:host|container:[\w.-]+|pid:[1-9]\d*)$/u, () =>
  t('host, container:NAME or pid:NUMBER'),
).describe('Whom it is about: host, container:NAME or pid:NUMBER.');

/** A subject that was found, with the process that stands for it; or in words why there is none. */
export type FoundSubject =
  | { readonly pid: number; readonly words: string }
  | { readonly pid: undefined; readonly words: string; readonly missing: string };

/** The first process of the subject: of a container its PID 1, of the host the first process of its kernel. */
export async function findSubject(subject: string, world: World): Promise<FoundSubject> {
  if (subject === 'host') return findHost(world);
  const [kind = '', ...rest] = subject.split(':');
  const name = rest.join(':');
  return kind === 'pid' ? findProcess(Number(name), world) : findContainer(name, world);
}

/** The name of the container that the subject is; anything else could not run a command and is `unable`. */
export function containerOf(subject: string): string | undefined {
  return subject.startsWith('container:') ? subject.slice('container:'.length) : undefined;
}

async function findHost(world: World): Promise<FoundSubject> {
  const words = t('the host');
  const process = findHostProcess(await world.kernel());
  return { pid: process?.pid ?? visible<never>(undefined, words), words };
}

async function findContainer(name: string, world: World): Promise<FoundSubject> {
  const words = quote(name);
  const container = await world.container(name);
  if (container === undefined) {
    return { pid: undefined, words, missing: t('There is no container named {0}.', words) };
  }
  if (container.pid === 0) {
    return {
      pid: undefined,
      words,
      missing: t('{0} is not running ({1}).', words, container.state),
    };
  }
  return { pid: container.pid, words };
}

async function findProcess(pid: number, world: World): Promise<FoundSubject> {
  const words = t('process {0}', pid);
  const { processes } = await world.kernel();
  return processes.some((process) => process.pid === pid)
    ? { pid, words }
    : { pid: undefined, words, missing: t('There is no process {0}.', pid) };
}
