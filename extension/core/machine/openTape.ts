import type { Log } from '../base/log.ts';
import { t } from '../base/l10n.ts';
import type { Engine } from '../engine/engine.ts';
import { startTapeHere } from '../kernel/tape/inProcess.ts';
import { readTape } from '../kernel/tape/reader.ts';
import type { NoTape, Tape } from '../kernel/tape/tape.ts';
import { isEngineHere } from './engineIsHere.ts';

/** Opens the tape of the engine's kernel: in process where that can be proven to be possible. */
export async function openTape(
  engine: Engine,
  log: Log,
  signal: AbortSignal,
): Promise<Tape | NoTape> {
  if (await isEngineHere(engine, signal)) return readTape(startTapeHere(log), log, signal);
  return {
    reason: t('The engine runs on another kernel than Isolab, or Isolab is not root.'),
    fix: t('Run Isolab as root on the machine of the engine.'),
  };
}
