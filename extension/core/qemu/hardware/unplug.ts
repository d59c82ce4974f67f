import { timeLimit } from '../../base/timeLimit.ts';
import type { Monitor } from '../monitor.ts';

/** Under emulation a guest that is busy takes seconds to let go of something. */
const limitMs = 20_000;

/** _OST of ACPI (6.3.5): a request to eject, and that the guest has begun with it. */
const ejection = 3;
const inProgress = 0x84;

/**
 * Asks the guest to let go of a device, and gives whether it did: a guest answers by ACPI, or not at all. That it
 * answered yes is no proof; `isGone` looks.
 */
export async function unplug(
  monitor: Monitor,
  id: string,
  isGone: () => Promise<boolean>,
  signal: AbortSignal,
): Promise<boolean> {
  const given = new AbortController();
  const answered = monitor.next(
    ({ name, data }) => {
      if (name === 'DEVICE_DELETED' || name === 'DEVICE_UNPLUG_GUEST_ERROR') {
        return data['device'] === id;
      }
      return name === 'ACPI_DEVICE_OST' && hasEnded(data['info']);
    },
    AbortSignal.any([signal, given.signal, timeLimit(limitMs)]),
  );
  try {
    await monitor.ask('device_del', { id }, signal);
    await answered.catch(() => signal.throwIfAborted()); // silence: then it is looked all the same
    return await isGone();
  } finally {
    given.abort();
    await answered.catch(() => {});
  }
}

function hasEnded(info: unknown): boolean {
  if (typeof info !== 'object' || info === null) return false;
  const { source, status } = info as { readonly source?: unknown; readonly status?: unknown };
  return source === ejection && status !== inProgress;
}
