// A process that reads through a helper container until it is killed.
import { silentLog } from '../../extension/core/base/log.ts';
import { openEngine } from '../../extension/core/engine/engine.ts';
import { openHelperProbe } from '../../extension/core/machine/helperContainer.ts';

const signal = AbortSignal.timeout(60_000);
const engine = await openEngine({ env: process.env, log: silentLog }, signal);
const probe = await openHelperProbe(engine, process.argv[2] ?? '', silentLog, signal);
await probe.snapshot(signal);
process.send?.('reading');
