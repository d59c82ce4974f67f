import { t } from '../base/l10n.ts';
import { quote, seeCommand } from '../base/quote.ts';
import { processesOf } from '../kernel/container.ts';
import type { KernelProcess } from '../kernel/model.ts';
import { textOfForm } from './form.ts';
import { findGuest } from './guest.ts';
import type { Place, World } from './world.ts';

const one = String.raw`pid:[1-9]\d*|process:[\w.+-]+`;
const container = String.raw`container:[\w.-]+(?:/process:[\w.+-]+)?`;
const guest = String.raw`guest:[a-z0-9][a-z0-9-]*(?:/(?:${one}))?`;

/** What a subject may be, in words. */
const subjectWords = (): string =>
  t('host, machine, container:NAME, pid:NUMBER, process:NAME or guest:NAME');

/** Whom a check is about: one machine or container, or one process of the lab's machine or of a guest. */
export const subjectSchema = textOfForm(
  new RegExp(`^(?:host|machine|${one}|${container}|${guest})$`, 'u'),
  subjectWords,
).describe(
  'Whom it is about: host, machine (the one the lab is done on), container:NAME, pid:NUMBER, process:NAME (the newest so named), container:NAME/process:NAME, guest:NAME, guest:NAME/pid:NUMBER or guest:NAME/process:NAME.',
);

/** A subject that was found, with the process that stands for it. */
export interface Subject {
  /** As the probe of its place numbers it. */
  readonly pid: number;
  /** As the machine itself numbers it. */
  readonly number: number;
  /** As it is numbered where `see` looks. */
  readonly ownPid: number;
  readonly words: string;
  readonly place: Place;
  /** Its name in the Isolation view. */
  readonly focus: string;
  /** All of a machine or container; false for one process. */
  readonly isWhole: boolean;
  /** The processes that belong to it. */
  processes(): Promise<readonly KernelProcess[]>;
  /** The command with which the learner sees something there, from the lab terminal. */
  see(...words: readonly string[]): string | undefined;
  /** The same on the machine that it is on. */
  seeAround(...words: readonly string[]): string | undefined;
}

/** In words why there is none, and where the learner sees that. */
export interface MissingSubject {
  readonly pid: undefined;
  readonly place?: undefined;
  readonly words: string;
  readonly missing: string;
  readonly see: string | undefined;
}

/** The subject and the process that stands for it: of a container or machine the first, of the host that of its kernel. */
export async function findSubject(
  subject: string,
  world: World,
): Promise<Subject | MissingSubject> {
  const [head = '', rest] = subject.split('/');
  const name = head.slice(head.indexOf(':') + 1);
  if (subject === 'host') return findWhole(world.host, t('the host'), seeCommand);
  if (subject === 'machine') return findWhole(world, t('the machine of this lab'), seeCommand);
  if (head.startsWith('container:')) {
    const whole = await findContainer(name, world);
    return rest === undefined || whole.pid === undefined ? whole : findWithin(rest, whole);
  }
  if (!head.startsWith('guest:')) return findProcess(head, world, seeCommand);
  const found = await findGuest(name, world);
  if (found.place === undefined) return found;
  return rest === undefined
    ? findWhole(found.place, found.words, found.see)
    : findProcess(rest, found.place, found.see, found.words);
}

/** The name of the container that the subject is; anything else could not run a command and is `unable`. */
export function containerOf(subject: string): string | undefined {
  return subject.startsWith('container:')
    ? subject.slice('container:'.length).split('/')[0]
    : undefined;
}

/** How the Isolation view names something of a machine: what is in a guest, with the guest. */
export function focusIn(place: Place, inside: string): string {
  return place.guestName === undefined ? inside : `${nameOf(place)}/${inside}`;
}

function nameOf({ guestName }: Place): string {
  return guestName === undefined ? 'host' : `guest:${guestName}`;
}

/** What makes root of somebody there: in a guest and in a workbench the learner is. */
export function asRoot({ place }: Subject): readonly string[] {
  return place.kind === 'host' ? ['sudo'] : [];
}

async function findWhole(place: Place, words: string, see: See): Promise<Subject> {
  const first = await place.first();
  const number = await place.numberOf(first);
  return {
    ...{ pid: first.pid, number, ownPid: number, words, place, isWhole: true },
    focus: place.kind === 'workbench' ? focusIn(place, `pid:${first.pid}`) : nameOf(place),
    ...{ see, seeAround: see, processes: () => place.processes() },
  };
}

type See = Subject['see'];

async function findContainer(name: string, world: World): Promise<Subject | MissingSubject> {
  const words = quote(name);
  const see = 'docker ps -a';
  const container = await world.container(name);
  if (container === undefined) {
    return { pid: undefined, words, see, missing: t('There is no container named {0}.', words) };
  }
  const { pid, state } = container;
  if (pid === 0) {
    return { pid: undefined, words, see, missing: t('{0} is not running ({1}).', words, state) };
  }
  return {
    ...{ pid, number: pid, ownPid: 1, words, place: world.host, isWhole: true },
    focus: `container:${name}`,
    processes: async () => processesOf(await world.host.kernel(), pid),
    see: (...inside) => seeCommand('docker', 'exec', name, ...inside),
    seeAround: seeCommand,
  };
}

/** `pid:N` or `process:NAME`, of the newest so named. */
async function findProcess(
  which: string,
  place: Place,
  see: See,
  owner?: string,
): Promise<Subject | MissingSubject> {
  const processes = await Promise.all(
    (await place.processes()).map(async (process) => ({
      process,
      number: await place.numberOf(process),
    })),
  );
  const name = which.slice(which.indexOf(':') + 1);
  const isNumber = which.startsWith('pid:');
  const fits = processes.filter(({ process, number }) =>
    isNumber ? number === Number(name) : isCalled(process, name),
  );
  const found = fits.reduce<Numbered | undefined>(newer, undefined);
  const bare = isNumber ? t('process {0}', name) : t('the process {0}', quote(name));
  const words = owner === undefined ? bare : t('{0} in {1}', bare, owner);
  if (found === undefined) {
    const missing = isNumber
      ? t('There is no process {0}.', name)
      : t('There is no process named {0}.', quote(name));
    return { pid: undefined, words, missing, see: see('ps', '-ef') };
  }
  const { number } = found;
  const { pid } = found.process;
  return {
    ...{ pid, number, ownPid: number, words, place, isWhole: false },
    focus: focusIn(place, `pid:${pid}`),
    ...{ see, seeAround: see },
    processes: async () => processesOf(await place.kernel(), pid),
  };
}

/** `process:NAME` of a container: the newest so named of its own and of those that it put into cgroups below. */
async function findWithin(which: string, whole: Subject): Promise<Subject | MissingSubject> {
  const processes = await whole.processes();
  const depth = processes.find(({ pid }) => pid === whole.pid)?.nestedPids.length ?? 1;
  const name = which.slice(which.indexOf(':') + 1);
  const found = processes
    .filter((process) => isCalled(process, name))
    .map((process) => ({ process, number: process.nestedPids[depth - 1] ?? process.pid }))
    .reduce<Numbered | undefined>(newer, undefined);
  const words = t('{0} in {1}', t('the process {0}', quote(name)), whole.words);
  if (found === undefined) {
    const missing = t('There is no process named {0} in {1}.', quote(name), whole.words);
    return { pid: undefined, words, missing, see: whole.see('ps', '-ef') };
  }
  const { pid } = found.process;
  return {
    ...whole,
    ...{ pid, number: pid, ownPid: found.number, words, isWhole: false },
    focus: focusIn(whole.place, `pid:${pid}`),
    processes: async () => processesOf(await whole.place.kernel(), pid),
  };
}

/** The kernel keeps 15 bytes of a name (proc_pid_comm(5)). */
function isCalled(process: KernelProcess, name: string): boolean {
  return process.name === name.slice(0, 15);
}

interface Numbered {
  readonly process: KernelProcess;
  readonly number: number;
}

function newer(newest: Numbered | undefined, one: Numbered): Numbered {
  if (newest === undefined) return one;
  const [old, young] = [newest.process, one.process];
  return (young.startTicks - old.startTicks || young.pid - old.pid) > 0 ? one : newest;
}
