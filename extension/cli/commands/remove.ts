import { wrongUsage } from '../../core/base/errors.ts';
import { t } from '../../core/base/l10n.ts';
import { exitCodes, type CliCommand } from '../command.ts';

/**
 * `isolab remove`: removes everything that a lab owns, on the engine and on the disk; works after any crash.
 * JSON: `{ removed: [{ labId, objects: [{ kind, id, name }] }] }`.
 */
export const remove: CliCommand = {
  name: 'remove',
  usage: 'remove <lab> | --all',
  summary: t('Remove everything that a lab owns, on the engine and on the disk.'),
  options: { all: { type: 'boolean' } },
  help: { '--all': t('every lab') },
  arity: { min: 0, max: 1 },
  async run(args, context, signal) {
    const { output, store } = context;
    const [id] = args.positionals;
    if ((id === undefined) !== args.flag('all')) {
      throw wrongUsage(t('Name a lab, or say --all.'), t('Usage: isolab {0}', remove.usage));
    }
    const sessions = (await store.list()).filter(({ labId }) => id === undefined || labId === id);
    const places = {
      engine: await context.engineIfAny(signal),
      vms: await context.vms(signal),
    };
    const removed = [];
    for (const { labId, progress } of sessions) {
      await store.remove(labId, places, signal);
      removed.push({ labId, objects: progress.owned });
      output.line(t('{0}: removed', labId));
      for (const { kind, name, id: objectId } of progress.owned) {
        output.line(`  ${kind} ${name === '' ? objectId : name}`);
      }
    }
    await store.cleanUp(places.engine, signal);
    if (removed.length === 0) output.line(t('Nothing to remove.'));
    output.json({ removed });
    return exitCodes.done;
  },
};
