import type { KernelSnapshot } from '../../kernel/model.ts';
import type { Probe } from '../../kernel/probe.ts';

/** How a machine looked at one moment. */
export interface Sight {
  readonly snapshot: KernelSnapshot;
}

/** Looks at what a command may change. */
export async function lookAround(probe: Probe, signal: AbortSignal): Promise<Sight> {
  return { snapshot: await probe.snapshot(signal) };
}
