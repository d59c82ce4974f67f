import { openHost } from '../../shared/page/host.ts';
import type { LayersRequests, LayersState } from '../protocol.ts';

/** The Layers view's host. */
export const host = openHost<LayersRequests, LayersState>();
