import { IsolabError } from '../base/errors.ts';
import { t } from '../base/l10n.ts';
import type { MachineKind } from './kind.ts';

/** Whether a lab can be done on a machine of one kind here. */
export type Possibility =
  { readonly isPossible: true } | { readonly isPossible: false; readonly why: string };

/** Which kinds there are on this computer, for one lab. */
export type Possibilities = Readonly<Record<MachineKind, Possibility>>;

/** The machine on which a lab is done, and what else could have been. */
export interface MachineChoice {
  readonly kind: MachineKind;
  readonly title: string;
  /** One sentence. */
  readonly reason: string;
  /** Every other kind: possible, or why not. */
  readonly alternatives: readonly {
    readonly kind: MachineKind;
    readonly title: string;
    readonly isPossible: boolean;
    readonly reason: string;
  }[];
}

/**
 * Chooses the machine for a lab: the wanted one, else the first that the lab names and this computer has. `isAsked`: a
 * person wants it; else it was chosen before.
 * The host is taken only when a person asked for it, since what is done there is done to their own computer.
 */
export function chooseMachine(
  allowed: readonly MachineKind[],
  possible: Possibilities,
  wanted?: { readonly kind: MachineKind; readonly isAsked: boolean },
): MachineChoice {
  const stateOf = (kind: MachineKind): Possibility =>
    allowed.includes(kind)
      ? possible[kind]
      : { isPossible: false, why: t('The lab is not made for it.') };
  const chosen =
    wanted?.kind ?? allowed.find((kind) => kind !== 'host' && stateOf(kind).isPossible);
  if (chosen === undefined || !stateOf(chosen).isPossible)
    throw noMachine(wanted?.kind, allowed, stateOf);
  return {
    kind: chosen,
    title: machineTitle(chosen),
    reason: reasonFor(chosen, wanted?.isAsked === true, allowed, stateOf),
    alternatives: kindsInOrder
      .filter((kind) => kind !== chosen)
      .map((kind) => {
        const state = stateOf(kind);
        const { isPossible } = state;
        return {
          kind,
          title: machineTitle(kind),
          isPossible,
          reason: isPossible ? remarkOn(kind) : state.why,
        };
      }),
  };
}

/** What a kind of machine is called on screen. */
function machineTitle(kind: MachineKind): string {
  switch (kind) {
    case 'guest':
      return t('A virtual machine');
    case 'workbench':
      return t('A container');
    case 'host':
      return t('This computer');
  }
}

const kindsInOrder: readonly MachineKind[] = ['guest', 'workbench', 'host'];

function remarkOn(kind: MachineKind): string {
  switch (kind) {
    case 'guest':
      return t('It has a kernel of its own: nothing that happens there reaches this computer.');
    case 'workbench':
      return t('It starts at once and shares the engine’s kernel.');
    case 'host':
      return t('What is done there is done to this very computer.');
  }
}

function reasonFor(
  chosen: MachineKind,
  isAsked: boolean,
  allowed: readonly MachineKind[],
  stateOf: (kind: MachineKind) => Possibility,
): string {
  if (isAsked) return t('You chose it. {0}', remarkOn(chosen));
  const better = allowed.slice(0, allowed.indexOf(chosen)).filter((kind) => kind !== 'host');
  const states = better.map(stateOf).flatMap((state) => (state.isPossible ? [] : state.why));
  return states.length === 0 ? remarkOn(chosen) : [...states, remarkOn(chosen)].join(' ');
}

function noMachine(
  wanted: MachineKind | undefined,
  allowed: readonly MachineKind[],
  stateOf: (kind: MachineKind) => Possibility,
): IsolabError {
  const asked = wanted === undefined ? allowed.filter((kind) => kind !== 'host') : [wanted];
  const reasons = asked.flatMap((kind) => {
    const state = stateOf(kind);
    return state.isPossible ? [] : t('{0}: {1}', machineTitle(kind), state.why);
  });
  const isHostLeft = wanted !== 'host' && stateOf('host').isPossible;
  return new IsolabError(
    'no-machine',
    t('There is no machine here for this lab. {0}', reasons.join(' ')),
    isHostLeft
      ? t('Install QEMU or start Docker. On this very computer it works with: --on host')
      : t('Install QEMU, or start Docker; isolab doctor says how.'),
  );
}
