import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { silentLog } from '../../extension/core/base/log.ts';
import { openEngine, type Engine } from '../../extension/core/engine/engine.ts';
import { openInProcessProbe } from '../../extension/core/kernel/inProcess/open.ts';
import type { Probe } from '../../extension/core/kernel/probe.ts';
import type { Lab } from '../../extension/core/lab/lab.ts';
import { loadLab } from '../../extension/core/lab/load.ts';
import type { VmEquipmentHere } from '../../extension/core/machine/equipment.ts';
import { openProbe } from '../../extension/core/machine/openProbe.ts';
import { openSession } from '../../extension/core/session/open.ts';
import type { Session } from '../../extension/core/session/session.ts';
import type { SessionState, TaskState } from '../../extension/core/session/state.ts';
import { isolabCommand } from '../isolabCommand.ts';

const limitMs = 30_000;
const labsFolder = resolve(import.meta.dirname, '../../labs');
const tinyFolder = resolve(import.meta.dirname, '../fixtures/labs/tiny/volume-and-file');

/** The real engine, a folder for sessions, and the smallest lab. */
export interface Place extends AsyncDisposable {
  readonly engine: Engine;
  readonly probe: Probe;
  readonly vms: VmEquipmentHere;
  readonly root: string;
  readonly lab: Lab;
  /** The name of the lab's volume: nobody else's. */
  readonly volume: string;
  /** Opens a session of the lab, or of it with changes. */
  open(changed?: Lab): Promise<Session>;
}

/** Opens a place for sessions of the smallest lab: on another engine, in another folder, with another volume's name. */
export async function openPlace(
  wanted: { readonly address?: string; readonly root?: string; readonly volume?: string } = {},
): Promise<Place> {
  const { address, root } = wanted;
  const signal = AbortSignal.timeout(limitMs);
  const setting = address === undefined ? {} : { setting: address };
  const engine = await openEngine({ ...setting, env: process.env, log: silentLog }, signal);
  // An engine of the test's own has no image for a helper, and this lab asks the kernel nothing.
  const probe =
    address === undefined
      ? await openProbe(engine, labsFolder, silentLog, signal)
      : await openInProcessProbe(silentLog);
  const folder = root ?? (await mkdtemp(join(tmpdir(), 'isolab-session-')));
  const { lab } = await loadLab(tinyFolder);
  if (lab === undefined) throw new Error('the tiny lab is broken');
  const volume = wanted.volume ?? `isolab-test-${process.pid}-${Date.now()}`;
  return {
    engine,
    probe,
    vms: { why: 'The tiny lab has none.', fix: '' },
    root: folder,
    lab: { ...lab, variables: { NAME: [volume] } },
    volume,
    open(changed = lab) {
      const variables = { NAME: [volume] };
      return openSession(
        {
          lab: { ...changed, variables },
          engine,
          probe,
          root: folder,
          command: isolabCommand,
          log: silentLog,
        },
        AbortSignal.timeout(limitMs),
      );
    },
    async [Symbol.asyncDispose]() {
      await probe[Symbol.asyncDispose]();
      await engine[Symbol.asyncDispose]();
      if (root === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The session's state as soon as it is so; fails when it does not become so. */
export function until(
  session: Session,
  isSo: (state: SessionState) => boolean,
  withinMs = 10_000,
): Promise<SessionState> {
  return new Promise((resolve, reject) => {
    const settle = (state: SessionState): void => {
      if (!isSo(state)) return;
      clearTimeout(timer);
      subscription.dispose();
      resolve(state);
    };
    const subscription = session.onDidChange(settle);
    const timer = setTimeout(() => {
      subscription.dispose();
      reject(new Error(`not so within ${withinMs} ms: ${JSON.stringify(session.state.steps)}`));
    }, withinMs);
    settle(session.state);
  });
}

/** The task with this ID. */
export function taskOf(state: SessionState, id: string): TaskState {
  const task = state.steps.flatMap(({ tasks }) => tasks).find((each) => each.id === id);
  if (task === undefined) throw new Error(`no task ${id}`);
  return task;
}
