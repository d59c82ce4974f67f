import { t } from '../base/l10n.ts';
import { quote, seeCommand } from '../base/quote.ts';
import { mainCgroup } from '../kernel/cgroup/main.ts';
import type { CgroupReading } from '../kernel/model.ts';
import { textOfForm } from './form.ts';
import { findGuest } from './guest.ts';
import { findSubject, focusIn, type MissingSubject, type Subject } from './subject.ts';
import { visible } from './visible.ts';
import type { Place, World } from './world.ts';

/** A cgroup by its path on the lab's machine or in a guest, as one that was made by hand has no other name. */
export const cgroupSchema = textOfForm(
  /^(?:guest:[a-z0-9][a-z0-9-]*\/)?cgroup:(?:\/[\w.@:-]+)+$/u,
  () => t('cgroup:/PATH or guest:NAME/cgroup:/PATH'),
);

/** A cgroup that was found, and how the learner sees its files. */
export interface FoundCgroup {
  readonly words: string;
  readonly reading: CgroupReading;
  /** Its name in the Isolation view. */
  readonly focus: string;
  /** Somebody made it by hand, and chose what there is in it. */
  readonly isByPath: boolean;
  /** What the learner does not see of its path: in a workbench the paths begin at its container's cgroup. */
  readonly root: string;
  see(...words: readonly string[]): string | undefined;
}

/** There is none, or nobody to look at. */
interface MissingCgroup {
  readonly words: string;
  readonly reading: undefined;
  /** It was looked for, and is not there. */
  readonly isGone: boolean;
  readonly missing: string;
  readonly see: string | undefined;
}

/** The cgroup of a subject, or the one at a path; or in words why there is none. */
export async function findCgroup(of: string, world: World): Promise<FoundCgroup | MissingCgroup> {
  const at = of.indexOf('cgroup:');
  if (at < 0) return ofSubject(await findSubject(of, world));
  const path = of.slice(at + 'cgroup:'.length);
  const bare = t('The cgroup {0}', quote(path));
  if (at === 0) return atPath(path, world, bare, seeCommand);
  const guest = await findGuest(of.slice('guest:'.length, at - 1), world);
  const words = t('{0} in {1}', bare, guest.words);
  return guest.place === undefined
    ? { words, reading: undefined, isGone: false, missing: guest.missing, see: guest.see }
    : atPath(path, guest.place, words, guest.see);
}

async function ofSubject(subject: Subject | MissingSubject): ReturnType<typeof findCgroup> {
  const words = t('The cgroup of {0}', subject.words);
  if (subject.pid === undefined) {
    return {
      ...{ words, reading: undefined, isGone: false },
      ...{ missing: subject.missing, see: subject.see },
    };
  }
  const { pid, place } = subject;
  const { processes } = await place.kernel();
  const process = processes.find((each) => each.pid === pid);
  const path = process === undefined ? undefined : mainCgroup(process);
  const reading = path === undefined ? undefined : await place.cgroup(path);
  return {
    words,
    reading: reading ?? visible<never>(undefined, words),
    isByPath: false,
    focus: subject.focus,
    root: await place.cgroupRoot(),
    see: subject.seeAround,
  };
}

async function atPath(
  path: string,
  place: Place,
  words: string,
  see: FoundCgroup['see'],
): ReturnType<typeof findCgroup> {
  const root = await place.cgroupRoot();
  const { cgroups } = await place.kernel();
  const reading = cgroups.includes(`${root}${path}`)
    ? await place.cgroup(`${root}${path}`)
    : undefined;
  return reading === undefined
    ? {
        ...{ words, reading, isGone: true },
        missing: t('There is no cgroup {0}.', quote(path)),
        see: see('ls', '/sys/fs/cgroup'),
      }
    : {
        ...{ words, reading, isByPath: true, root, see },
        focus: focusIn(place, `cgroup:${root}${path}`),
      };
}
