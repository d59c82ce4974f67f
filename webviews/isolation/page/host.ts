import { openHost } from '../../shared/page/host.ts';
import type { IsolationRequests, IsolationState } from '../protocol.ts';

/** The isolation view's host. */
export const host = openHost<IsolationRequests, IsolationState>();
