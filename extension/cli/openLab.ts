import { basename } from 'node:path';
import { labNotStarted, wrongUsage } from '../core/base/errors.ts';
import { t } from '../core/base/l10n.ts';
import type { Engine } from '../core/engine/engine.ts';
import type { Lab } from '../core/lab/lab.ts';
import type { MachineKind } from '../core/machine/kind.ts';
import { ensureImages } from '../core/recipe/ensure.ts';
import { listRecipes } from '../core/recipe/recipe.ts';
import { RemoteSession } from '../core/session/control/client.ts';
import type { Controlled } from '../core/session/control/server.ts';
import { openSession } from '../core/session/open.ts';
import type { Session } from '../core/session/session.ts';
import type { Context } from './context.ts';
import { findLab } from './findLab.ts';

/**
 * Opens the session of a lab, with its images at hand, and clears away what crashes left; a lab on a Linux of its own
 * on this machine, where one is given.
 */
export async function openLab(
  id: string,
  on: MachineKind | undefined,
  context: Context,
  signal: AbortSignal,
): Promise<Session> {
  const lab = await findLab(context.labsFolder, id);
  await context.store.cleanUp(await engineFor(lab, context, signal), signal);
  if (lab.images.length > 0) await readyImages(lab.images, context, signal);
  return open(lab, on, context, signal);
}

/** Opens the session of a lab that was started before. */
export async function reopenLab(
  id: string,
  context: Context,
  signal: AbortSignal,
): Promise<Session> {
  const lab = await findLab(context.labsFolder, id);
  if ((await context.store.find(lab.id)) === undefined) throw labNotStarted(lab.id);
  return open(lab, undefined, context, signal);
}

/** The session of a lab that was started before: where somebody has it open, or else opened here. */
export async function reachLab(
  id: string,
  context: Context,
  signal: AbortSignal,
): Promise<Controlled & AsyncDisposable> {
  const stored = await context.store.find(basename(id));
  if (stored?.control !== undefined) return RemoteSession.reach(stored.control, signal);
  return reopenLab(id, context, signal);
}

/** The lab that was named, else the one in whose shell the command was typed, else the only one that is open. */
export async function namedLab(
  id: string | undefined,
  usage: string,
  { store }: Context,
): Promise<string> {
  const named = id ?? process.env['ISOLAB_LAB'];
  if (named !== undefined) return named;
  const open = (await store.list()).filter(({ holder }) => holder !== undefined);
  const [only, ...others] = open.map(({ labId }) => labId);
  if (only !== undefined && others.length === 0) return only;
  throw wrongUsage(
    only === undefined
      ? t('Name a lab: none is open.')
      : t('Name a lab: {0} are open.', [only, ...others].join(', ')),
    t('Usage: isolab {0}', usage),
  );
}

/** Sees to it that these images are on the engine, and tells what it does. */
export async function readyImages(
  references: readonly string[],
  context: Context,
  signal: AbortSignal,
): Promise<void> {
  const recipes = await listRecipes(context.recipesFolder);
  await ensureImages(
    await context.engine(signal),
    references,
    recipes,
    context.output.note,
    signal,
  );
}

/** How `isolab` is called: as this very process was, from the bundle or from the sources. */
export function ownCommand(): readonly string[] {
  return [process.execPath, ...process.execArgv, ...process.argv.slice(1, 2)];
}

async function open(
  lab: Lab,
  on: MachineKind | undefined,
  context: Context,
  signal: AbortSignal,
): Promise<Session> {
  const engine = await engineFor(lab, context, signal);
  return openSession(
    {
      lab,
      engine,
      probe: await context.probeIfAny(signal),
      vms: await context.vms(signal),
      on,
      recipes: context.recipesFolder,
      root: context.store.root,
      holder: t('the isolab command'),
      command: ownCommand(),
      log: context.log,
      report: context.output.note,
    },
    signal,
  );
}

/** The engine; a lab that does not need one does without where there is none. */
function engineFor(lab: Lab, context: Context, signal: AbortSignal): Promise<Engine | undefined> {
  const isNeeded = lab.needs.includes('engine') || lab.needs.length === 0;
  return isNeeded ? context.engine(signal) : context.engineIfAny(signal);
}
