import { openHost } from '../../shared/page/host.ts';
import type { RecorderRequests, RecorderState } from '../protocol.ts';

/** The recorder's host. */
export const host = openHost<RecorderRequests, RecorderState>();
