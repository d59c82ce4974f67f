import { openHost } from '../../shared/page/host.ts';
import type { MachinesRequests, MachinesState } from '../protocol.ts';

/** The Machines view's host. */
export const host = openHost<MachinesRequests, MachinesState>();
