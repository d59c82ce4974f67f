import { IsolabError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import { quote, quoteList, seeCommand } from '../base/quote.ts';
import type { VmFacts, VmStatus } from '../qemu/facts.ts';
import type { Place, World } from './world.ts';

/** The command that shows the learner's VMs. */
export const seeVms = 'isolab vm list';

/** A guest that can be asked, or in words why it cannot be. */
export type FoundGuest =
  | {
      readonly place: Place;
      readonly words: string;
      see(...words: readonly string[]): string | undefined;
    }
  | {
      readonly place: undefined;
      readonly pid: undefined;
      readonly words: string;
      readonly missing: string;
      readonly see: string;
    };

/** The guest of a VM that runs. Rejects when its QEMU has died, or when it runs and does not answer. */
export async function findGuest(name: string, world: World): Promise<FoundGuest> {
  const words = quote(name);
  const facts = await world.vm(name);
  const missing = facts === undefined ? await noVm(name, world) : whySilent(facts);
  if (missing !== undefined) {
    return { place: undefined, pid: undefined, words, missing, see: seeVms };
  }
  const place = await world.guest(name);
  if (place === undefined) throw guestOutOfReach(name);
  return {
    place,
    words,
    see: (...inside) => seeCommand('isolab', 'vm', 'run', name, '--', ...inside),
  };
}

/** There is no VM of this name, and which there are. */
export async function noVm(name: string, world: World): Promise<string> {
  const names = (await world.vms()).map((each) => each.name);
  const others = names.length === 0 ? t('You have no VMs.') : t('You have {0}.', quoteList(names));
  return `${t('There is no VM named {0}.', quote(name))} ${others}`;
}

/** How a VM stands, reading on after its name: "is off". */
export function describeStatus(status: VmStatus): string {
  switch (status) {
    case 'off':
      return t('is off');
    case 'starting':
      return t('is still starting');
    case 'running':
      return t('is running');
    case 'paused':
      return t('is paused');
    case 'migrating':
      return t('is being migrated');
    case 'panicked':
      return t('has panicked: its kernel has given up');
    case 'lost':
      return t('has lost its QEMU');
  }
}

/** The VM's facts. What was known of it may no longer be so when its QEMU died by itself: then it throws. */
export function known(facts: VmFacts): VmFacts {
  if (facts.status === 'lost') throw vmLost(facts);
  return facts;
}

function whySilent(facts: VmFacts): string | undefined {
  const { name, status } = known(facts);
  return status === 'running' || status === 'migrating'
    ? undefined
    : `${quote(name)} ${describeStatus(status)}.`;
}

function vmLost({ name, trouble }: VmFacts): IsolabError {
  return new IsolabError(
    'vm-lost',
    trouble ?? t('The QEMU of {0} ended without being asked to.', quote(name)),
    t('Start the VM again: isolab vm start {0}', name),
  );
}

function guestOutOfReach(name: string): IsolabError {
  return new IsolabError(
    'guest-out-of-reach',
    t('The guest {0} runs and cannot be asked.', quote(name)),
    t('Wait a moment. If it stays so, reset the VM: isolab vm reset {0}', name),
  );
}
