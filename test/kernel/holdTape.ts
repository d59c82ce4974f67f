// A process that reads a tape until it is killed.
import { silentLog } from '../../extension/core/base/log.ts';
import { startTapeHere } from '../../extension/core/kernel/tape/inProcess.ts';
import { readTape } from '../../extension/core/kernel/tape/reader.ts';

const tape = await readTape(startTapeHere(silentLog), silentLog, AbortSignal.timeout(60_000));
process.send?.('flush' in tape ? 'reading' : tape.reason);
