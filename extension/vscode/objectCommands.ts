import * as vscode from 'vscode';
import { t } from '../core/base/l10n.ts';
import type { OwnedObject } from '../core/session/state.ts';
import type { Handlers } from './commands.ts';
import type { EquipmentHolder } from './equipment.ts';
import { confirm } from './labActions.ts';
import type { OpenLab } from './openLab.ts';
import { withProgress } from './progress.ts';
import type { LabTerminals } from './terminals.ts';

/** What can be done with a row of the Running tree, and with all of them. */
export function objectCommands(
  openLab: OpenLab,
  equipment: EquipmentHolder,
  terminals: LabTerminals,
): Handlers {
  const removeAll = (title: string, objects: readonly OwnedObject[]): Thenable<void> =>
    withProgress(title, async (signal, report) => {
      const [{ removeObject }, { isOnEngine }] = await Promise.all([
        import('../core/session/ownedObject.ts'),
        import('../core/session/events.ts'),
      ]);
      const session = openLab.current?.session;
      for (const object of objects) {
        report(object.name);
        if (isOnEngine(object)) {
          const { engine } = await equipment.get(signal);
          await removeObject(engine, object, signal);
        } else {
          await session?.vm({ do: 'remove', name: object.name }, report, signal);
        }
      }
      await session?.checkNow();
    });
  return {
    openContainerTerminal: (argument) => {
      const { id, name } = argument as OwnedObject;
      terminals.openProgram('docker', ['exec', '-it', id, 'sh'], t('In {0}', name));
    },
    showContainerLog: (argument) => {
      const { id, name } = argument as OwnedObject;
      terminals.openProgram(
        'docker',
        ['logs', '--follow', '--tail', '1000', id],
        t('Log of {0}', name),
      );
    },
    stopContainer: (argument) => {
      const { id, name } = argument as OwnedObject;
      return withProgress(t('Stopping {0}', name), async (signal) => {
        const { engine } = await equipment.get(signal);
        await engine.stopContainer(id, signal);
      });
    },
    startContainer: (argument) => {
      const { id, name } = argument as OwnedObject;
      return withProgress(t('Starting {0}', name), async (signal) => {
        const { engine } = await equipment.get(signal);
        await engine.startContainer(id, signal);
      });
    },
    removeObject: (argument) => {
      const object = argument as OwnedObject;
      return removeAll(t('Removing {0}', object.name), [object]);
    },
    removeEverything: async () => {
      const owned = openLab.current?.session.state.owned ?? [];
      if (owned.length === 0) {
        void vscode.window.showInformationMessage(t('There is nothing to remove.'));
        return;
      }
      const names = owned.map(({ name }) => name).join(', ');
      const question = t('Remove everything that this lab made?');
      const detail = t('It goes for good: {0}. Your progress stays.', names);
      if (!(await confirm(question, detail, t('Remove Everything')))) return;
      await removeAll(t('Removing everything'), inOrderOfRemoval(owned));
      void vscode.window.showInformationMessage(t('Removed: {0}.', names));
    },
  };
}

/** Containers first: they hold on to the others. */
function inOrderOfRemoval(owned: readonly OwnedObject[]): readonly OwnedObject[] {
  const isContainer = ({ kind }: OwnedObject): boolean => kind === 'container';
  return [...owned.filter(isContainer), ...owned.filter((object) => !isContainer(object))];
}
