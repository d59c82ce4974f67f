import { basename } from 'node:path';
import { labNotStarted, wrongUsage } from '../core/base/errors.ts';
import { t } from '../core/base/l10n.ts';
import type { Lab } from '../core/lab/lab.ts';
import { ensureImages } from '../core/recipe/ensure.ts';
import { listRecipes } from '../core/recipe/recipe.ts';
import { RemoteSession } from '../core/session/control/client.ts';
import type { Controlled } from '../core/session/control/server.ts';
import { openSession } from '../core/session/open.ts';
import type { Session } from '../core/session/session.ts';
import type { Context } from './context.ts';
import { findLab } from './findLab.ts';

/** Opens the session of a lab, with its images at hand, and clears away what crashes left. */
export async function openLab(id: string, context: Context, signal: AbortSignal): Promise<Session> {
  const lab = await findLab(context.labsFolder, id);
  const engine = await context.engine(signal);
  await context.store.cleanUp(engine, signal);
  await readyImages(lab.images, context, signal);
  return open(lab, context, signal);
}

/** Opens the session of a lab that was started before. */
export async function reopenLab(
  id: string,
  context: Context,
  signal: AbortSignal,
): Promise<Session> {
  const lab = await findLab(context.labsFolder, id);
  if ((await context.store.find(lab.id)) === undefined) throw labNotStarted(lab.id);
  return open(lab, context, signal);
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

/** The lab that was named, else the one in whose shell the command was typed. */
export function namedLab(id: string | undefined, usage: string): string {
  const named = id ?? process.env['ISOLAB_LAB'];
  if (named === undefined) throw wrongUsage(t('Name a lab.'), t('Usage: isolab {0}', usage));
  return named;
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

async function open(lab: Lab, context: Context, signal: AbortSignal): Promise<Session> {
  return openSession(
    {
      lab,
      engine: await context.engine(signal),
      probe: await context.probe(signal),
      root: context.store.root,
      holder: t('the isolab command'),
      // As this very process was called, from the bundle or from the sources.
      command: [process.execPath, ...process.execArgv, ...process.argv.slice(1, 2)],
      log: context.log,
    },
    signal,
  );
}
