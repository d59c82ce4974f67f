import { openHost } from '../../shared/page/host.ts';
import type { GuideRequests, GuideState } from '../protocol.ts';

/** The guide's host. */
export const host = openHost<GuideRequests, GuideState>();
