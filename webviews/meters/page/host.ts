import { openHost } from '../../shared/page/host.ts';
import type { MetersRequests, MetersState } from '../protocol.ts';

/** The meters' host. */
export const host = openHost<MetersRequests, MetersState>();
