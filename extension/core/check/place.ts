import { t } from '../base/l10n.ts';
import { seeCommand } from '../base/quote.ts';
import type { Command, CommandResult } from '../base/run.ts';
import type { FileFacts } from '../machine/machine.ts';
import { textOfForm } from './form.ts';
import { findGuest } from './guest.ts';
import { containerOf, findSubject } from './subject.ts';
import type { World } from './world.ts';

const guest = 'guest:[a-z0-9][a-z0-9-]*';

/** On which machine a command runs. */
export const placeSchema = textOfForm(
  new RegExp(String.raw`^(?:machine|host|container:[\w.-]+|${guest})$`, 'u'),
  () => t('machine, host, container:NAME or guest:NAME'),
).describe(
  'Where it runs: machine (the one the lab is done on, in the learner’s folder; the default), host, container:NAME or guest:NAME.',
);

/** On which machine a file is; of a container it is asked by a command. */
export const filePlaceSchema = textOfForm(new RegExp(`^(?:machine|${guest})$`, 'u'), () =>
  t('machine or guest:NAME'),
).describe('Where it is: machine (the one the lab is done on; the default) or guest:NAME.');

/** Where commands run, or in words why nothing can run there. */
export type FoundPlace =
  | {
      run(command: Command): Promise<CommandResult>;
      /** Of a container files are seen by a command only. */
      file?(path: string): Promise<FileFacts | undefined>;
      /** The command with which the learner sees something there, from the lab terminal. */
      see(...words: readonly string[]): string | undefined;
      readonly focus?: string;
    }
  | { readonly run?: undefined; readonly missing: string; readonly see: string | undefined };

/** The place of this name; without one the lab's machine. */
export async function findPlace(name: string | undefined, world: World): Promise<FoundPlace> {
  const container = containerOf(name ?? 'machine');
  if (container !== undefined) return findContainer(container, world);
  if (name?.startsWith('guest:') !== true) {
    const place = name === 'host' ? world.host : world;
    return { ...place, see: seeCommand };
  }
  const found = await findGuest(name.slice('guest:'.length), world);
  return found.place === undefined ? found : { ...found.place, see: found.see, focus: name };
}

async function findContainer(name: string, world: World): Promise<FoundPlace> {
  const found = await findSubject(`container:${name}`, world);
  if (found.pid === undefined) return found;
  return {
    run: (command) => world.runIn(name, command),
    see: found.see,
    focus: `container:${name}`,
  };
}
