import * as vscode from 'vscode';
import { makeGuideHost } from '../../webviews/guide/host.ts';
import type { ViewHost } from '../../webviews/shared/host.ts';
import type { Labs } from './labs.ts';
import { execute, type CommandName } from './names.ts';
import type { Current } from './openLab.ts';
import type { LabTerminals } from './terminals.ts';

/** The guide's host for the open lab: what its buttons do in VS Code. */
export async function makeGuide(
  { lab, session }: Current,
  labs: Labs,
  terminals: LabTerminals,
): Promise<ViewHost> {
  const next = await labs.next(lab.id);
  return makeGuideHost(
    session,
    {
      type: ({ text, run, guest }) => terminals.type(text, run, guest),
      copy: async (text) => vscode.env.clipboard.writeText(text),
      focus: (target) => execute('openIsolation', target),
      open: openLink,
      retryEngine: () => execute('retryEngine'),
      changeMachine: () => execute('changeMachine'),
      startLab: (labId) => execute('startLab', labId),
    },
    {
      objectives: lab.objectives,
      ...(next === undefined
        ? {}
        : { nextLab: { id: next.id, title: next.title, summary: next.summary } }),
    },
  );
}

/** A link of the prose: `isolab:<view>?focus=<object>` opens a view, all else the browser, which asks first. */
async function openLink(href: string): Promise<void> {
  const uri = vscode.Uri.parse(href, true);
  if (uri.scheme === 'https') await vscode.env.openExternal(uri);
  if (uri.scheme !== 'isolab') return;
  const focus = new URLSearchParams(uri.query).get('focus') ?? undefined;
  await execute(openers[uri.path] ?? 'openIsolation', focus);
}

const openers: Readonly<Record<string, CommandName>> = {
  meters: 'openMeters',
  recorder: 'openRecorder',
  machines: 'openMachines',
  ladder: 'openLadder',
};
