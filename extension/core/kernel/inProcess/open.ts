import type { Log } from '../../base/log.ts';
import { KernelProbe } from '../kernelProbe.ts';
import type { Probe } from '../probe.ts';
import { InProcessReader } from './reader.ts';

/** Opens the probe for the kernel on which this process runs; what this process may not read is `seen: false`. */
export async function openInProcessProbe(log: Log): Promise<Probe> {
  log.debug('reading the kernel in process');
  return new KernelProbe(new InProcessReader());
}
