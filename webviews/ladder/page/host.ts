import { openHost } from '../../shared/page/host.ts';
import type { LadderRequests, LadderState } from '../protocol.ts';

/** The Ladder view's host. */
export const host = openHost<LadderRequests, LadderState>();
