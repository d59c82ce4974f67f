import { acceleratorFinding } from './accelerator.ts';
import { cgroupsFinding } from './cgroups.ts';
import type { Circumstances } from './circumstances.ts';
import { composeFinding } from './compose.ts';
import { diskFinding } from './disk.ts';
import { engineFinding } from './engine.ts';
import { engineVersionFinding } from './engineVersion.ts';
import type { Finding } from './finding.ts';
import { gather, type DoctorSources } from './gather.ts';
import { guestsFinding } from './guests.ts';
import { imagesFinding } from './images.ts';
import { kernelFinding } from './kernel.ts';
import { memoryFinding } from './memory.ts';
import { probeFinding } from './probe.ts';
import { qemuFinding } from './qemu.ts';
import { tracefsFinding } from './tracefs.ts';

/** Examines this machine: what it has, what it lacks, what follows, and what to do. Changes nothing. */
export async function doctor(
  sources: DoctorSources,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  return diagnose(await gather(sources, signal));
}

/** The findings that follow from these circumstances, in the order in which a person wants to read them. */
export function diagnose(circumstances: Circumstances): readonly Finding[] {
  return kinds.flatMap((kind) => kind(circumstances) ?? []);
}

/** One kind of finding each; `undefined` where there is nothing to say. */
const kinds: readonly ((circumstances: Circumstances) => Finding | undefined)[] = [
  engineFinding,
  engineVersionFinding,
  composeFinding,
  kernelFinding,
  cgroupsFinding,
  probeFinding,
  tracefsFinding,
  qemuFinding,
  acceleratorFinding,
  diskFinding,
  memoryFinding,
  imagesFinding,
  guestsFinding,
];
