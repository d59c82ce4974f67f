import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { launch, type LaunchOptions, type VscodeWindow } from './launch/launch.ts';
import { Workbench } from './workbench.ts';

const root = path.resolve(import.meta.dirname, '../..');

/** Where tests leave pictures for people. */
const pictures = path.join(root, 'test/output/screenshots');

/** The VSIX that `npm run package` has made. */
export function packagedExtension(): string {
  const { version } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as {
    version: string;
  };
  const vsix = path.join(root, `isolab-${version}.vsix`);
  assert.ok(existsSync(vsix), `${vsix} is not there: npm run package makes it`);
  return vsix;
}

/** A VS Code with the packaged Isolab installed, an empty folder open, and progress of its own. */
export interface IsolabWindow extends AsyncDisposable {
  readonly window: VscodeWindow;
  readonly workbench: Workbench;
  /** Where sessions keep their progress. */
  readonly sessions: string;
  /** Saves a picture of the window for people to look at. */
  picture(name: string): Promise<void>;
}

/** Opens VS Code with Isolab for a learner who has never used it. */
export async function openIsolab(
  options: Omit<LaunchOptions, 'vsix' | 'link' | 'workspace'>,
  signal: AbortSignal,
): Promise<IsolabWindow> {
  const folder = await mkdtemp(path.join(os.tmpdir(), 'isolab-learner-'));
  const workspace = path.join(folder, 'work');
  const sessions = path.join(folder, 'sessions');
  await mkdir(workspace);
  await mkdir(pictures, { recursive: true });
  const env = { ISOLAB_HOME: sessions, ...options.env };
  const window = await launch({ ...options, env, workspace, vsix: [packagedExtension()] }, signal);
  return {
    window,
    workbench: new Workbench(window.page),
    sessions,
    picture: async (name) => {
      await window.page.screenshot({ path: path.join(pictures, `${name}.png`) });
    },
    [Symbol.asyncDispose]: async () => {
      await window[Symbol.asyncDispose]();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
