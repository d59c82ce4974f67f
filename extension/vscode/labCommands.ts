import * as vscode from 'vscode';
import { t } from '../core/base/l10n.ts';
import type { Handlers } from './commands.ts';
import type { LabActions } from './labActions.ts';
import type { LabEntry } from './labEntry.ts';
import type { Labs } from './labs.ts';
import type { LabsNode } from './labsTree.ts';
import type { OpenLab } from './openLab.ts';

/** Commands on a whole lab. It is the row that was chosen, the lab with the given ID, or one picked from a list. */
export function labCommands(labs: Labs, openLab: OpenLab, actions: LabActions): Handlers {
  const open = async (argument: unknown): Promise<void> => {
    const entry = (await find(argument)) ?? (await pickLab(labs));
    if (entry !== undefined) await actions.open(entry.lab, stepOf(argument));
  };
  const find = async (argument: unknown): Promise<LabEntry | undefined> => {
    if (typeof argument === 'string') return labs.find(argument);
    return isNode(argument) && 'entry' in argument ? argument.entry : undefined;
  };
  const findOrOpen = async (argument: unknown): Promise<LabEntry | undefined> => {
    const { current } = openLab;
    return (
      (await find(argument)) ?? (current && (await labs.find(current.lab.id))) ?? pickLab(labs)
    );
  };
  return {
    startLab: open,
    resumeLab: open,
    startFirstLab: async () => {
      const first = await labs.find();
      if (first !== undefined) await actions.open(first.lab);
    },
    resetLab: async (argument) => {
      const entry = await findOrOpen(argument);
      if (entry !== undefined) await actions.reset(entry.lab);
    },
    removeLab: async (argument) => {
      const entry = await findOrOpen(argument);
      if (entry !== undefined) await actions.remove(entry.lab);
    },
    closeLab: () => actions.close(),
    refresh: () => labs.refresh(),
  };
}

async function pickLab(labs: Labs): Promise<LabEntry | undefined> {
  const items = (await labs.tracks()).flatMap((track) => [
    { label: track.title, kind: vscode.QuickPickItemKind.Separator },
    ...track.labs.map((entry) => ({
      label: entry.lab.title,
      description: t('{0} min', entry.lab.minutes),
      detail: entry.lab.summary,
      entry,
    })),
  ]);
  const picked = await vscode.window.showQuickPick(items, { title: t('Choose a lab') });
  return picked !== undefined && 'entry' in picked ? picked.entry : undefined;
}

function isNode(argument: unknown): argument is LabsNode {
  return typeof argument === 'object' && argument !== null && 'kind' in argument;
}

function stepOf(argument: unknown): number | undefined {
  return isNode(argument) && argument.kind === 'step' ? argument.index : undefined;
}
