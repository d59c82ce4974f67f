import { timeLimit } from '../base/timeLimit.ts';
import { measureImpossible } from '../base/vmErrors.ts';
import { t } from '../base/l10n.ts';
import type { Engine } from '../engine/engine.ts';
import { mainCgroup } from '../kernel/cgroup/main.ts';
import type { Probe } from '../kernel/probe.ts';
import { ownLabels } from './leftovers.ts';
import { ownNamespaces } from './namespaces.ts';
import { readRelease, words } from './program.ts';
import type { Measured } from './rung.ts';

/** The image of the rung: busybox and nothing else. */
export const containerImage = 'busybox:latest';

const tries = 5;
const cleanUpLimitMs = 20_000;

/** The program in a container, as `docker run` starts it: created, attached, started. The image must be there. */
export async function measureContainer(
  engine: Engine,
  probe: Probe,
  signal: AbortSignal,
): Promise<Measured> {
  const startMs: number[] = [];
  for (;;) {
    const at = performance.now();
    await using container = await create(engine, signal);
    const output = await engine.attachContainer(container.id, signal);
    await engine.startContainer(container.id, signal);
    const release = await readRelease(output, signal);
    startMs.push(performance.now() - at);
    if (startMs.length < tries) continue;
    return {
      startMs,
      ...(await look(engine, probe, container.id, signal)),
      kernelRelease: release,
      hasOwnKernel: false,
      root: t('the layers of the image {0}', containerImage),
    };
  }
}

async function create(
  engine: Engine,
  signal: AbortSignal,
): Promise<AsyncDisposable & { readonly id: string }> {
  const id = await engine.createContainer(
    {
      image: containerImage,
      command: words,
      labels: ownLabels,
      isInteractive: true,
    },
    signal,
  );
  const remove = (): Promise<void> => engine.removeContainer(id, timeLimit(cleanUpLimitMs));
  return { id, [Symbol.asyncDispose]: remove };
}

async function look(
  engine: Engine,
  probe: Probe,
  id: string,
  signal: AbortSignal,
): Promise<Pick<Measured, 'memoryBytes' | 'memoryMeaning' | 'ownNamespaces'>> {
  const pid = (await engine.container(id, signal))?.pid ?? 0;
  const snapshot = await probe.snapshot(signal);
  const found = snapshot.processes.find((each) => each.pid === pid);
  const path = found && mainCgroup(found);
  const [reading] = path === undefined ? [] : await probe.cgroups([path], signal);
  if (reading?.memory.seen !== true) {
    throw measureImpossible(reading?.memory.reason ?? t('Its cgroup cannot be read.'));
  }
  const file = reading.sources['memory']?.split('/').at(-1) ?? '';
  return {
    memoryBytes: reading.memory.value.currentBytes,
    memoryMeaning: t('{0} of its cgroup', file),
    ownNamespaces: ownNamespaces(snapshot, pid),
  };
}
