import * as vscode from 'vscode';
import { cacheFolder } from '../core/base/cacheFolder.ts';
import { t } from '../core/base/l10n.ts';
import type { Log } from '../core/base/log.ts';
import type { Finding } from '../core/doctor/finding.ts';
import { makeDoctorHost } from '../../webviews/doctor/host.ts';
import type { ViewHost } from '../../webviews/shared/host.ts';
import type { EquipmentHolder } from './equipment.ts';
import type { Folders } from './folders.ts';
import type { Labs } from './labs.ts';

/** The host of "Check This Machine": a fix is typed into a terminal, where the person sees it and presses Enter. */
export function makeDoctor(
  equipment: EquipmentHolder,
  labs: Labs,
  folders: Folders,
  extensionUri: vscode.Uri,
  log: Log,
): ViewHost {
  const look = async (signal: AbortSignal): Promise<readonly Finding[]> => {
    const { doctor } = await import('../core/doctor/index.ts');
    const entries = (await labs.tracks()).flatMap((track) => track.labs);
    const sources = {
      engine: async (limit: AbortSignal) => (await equipment.get(limit)).engine,
      probe: async (limit: AbortSignal) => (await equipment.get(limit)).probe,
      dataFolder: await folders.sessions(),
      images: [...new Set(entries.flatMap(({ lab }) => lab.images))],
      labsFolder: folders.labs(),
      cacheFolder: cacheFolder(),
      isolabCommand: `node '${vscode.Uri.joinPath(extensionUri, 'dist', 'cli.cjs').fsPath}'`,
    };
    return doctor(sources, signal);
  };
  return makeDoctorHost({
    look,
    runInTerminal: (command) => {
      const icon = new vscode.ThemeIcon('tools');
      const terminal = vscode.window.createTerminal({ name: t('Isolab: Fix'), iconPath: icon });
      terminal.show();
      terminal.sendText(command, false);
    },
    copy: async (text) => vscode.env.clipboard.writeText(text),
    log,
  });
}
