import { availableParallelism } from 'node:os';
import pLimit from 'p-limit';
import { bindLab } from '../../lab/bind.ts';
import type { LoadedLab } from '../../lab/lab.ts';
import { drawVars } from '../../lab/vars.ts';
import type { MachineKind } from '../../machine/kind.ts';
import type { Tools } from './bench.ts';
import { machinesFor, reachesEngine } from './machines.ts';
import type { LabProof } from './proof.ts';

/** A lab, and the machine on which it is to be proven. */
export interface Candidate {
  readonly loaded: LoadedLab;
  readonly on: MachineKind | undefined;
}

/** Every lab on every machine that it is made for and that is to be had here. */
export async function candidatesOf(
  labs: readonly LoadedLab[],
  tools: Pick<Tools, 'vms' | 'engine'>,
  signal: AbortSignal,
): Promise<readonly Candidate[]> {
  const all = labs.map(async (loaded) => {
    const machines = await machinesFor(loaded.lab, tools, signal);
    return machines.map((on) => ({ loaded, on }));
  });
  return (await Promise.all(all)).flat();
}

/**
 * Proves labs beside each other, each by this function. Of those on the engine one at a time: what the engine holds after
 * one could be another's. Beside it those in guests and workbenches, as many as there are further processors, for an
 * emulated guest takes a whole one; when nothing is left to do on the engine, one more. The largest guests first, which
 * take longest. Gives the proofs in the order of the candidates.
 */
export function proveInLanes(
  candidates: readonly Candidate[],
  prove: (candidate: Candidate) => Promise<LabProof>,
): readonly Promise<LabProof>[] {
  const engineLane = pLimit(1);
  const processors = availableParallelism();
  const guestLanes = pLimit(Math.max(1, processors - 1));
  const sized = candidates.map((candidate) => ({ candidate, bytes: guestBytes(candidate) }));
  const largestFirst = sized.toSorted((a, b) => b.bytes - a.bytes);
  const onEngine: Promise<LabProof>[] = [];
  const begun = new Map(
    largestFirst.map(({ candidate }) => {
      const needsEngine = reachesEngine(candidate.loaded.lab?.needs ?? []);
      const proof = (needsEngine ? engineLane : guestLanes)(() => prove(candidate));
      if (needsEngine) onEngine.push(proof);
      return [candidate, proof];
    }),
  );
  void Promise.allSettled(onEngine).then(() => (guestLanes.concurrency = processors));
  return candidates.flatMap((candidate) => begun.get(candidate) ?? []);
}

function guestBytes({ loaded: { lab } }: Candidate): number {
  const { guests = [] } = lab === undefined ? {} : bindLab(lab, drawVars(lab, Math.random));
  return guests.reduce((sum, { vm }) => sum + vm.memory.startBytes, 0);
}
