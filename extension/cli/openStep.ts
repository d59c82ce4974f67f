import { wrongUsage } from '../core/base/errors.ts';
import { t } from '../core/base/l10n.ts';
import type { Controlled } from '../core/session/control/server.ts';

/** Opens the step with this number, counted from 1, where one was given. */
export async function openStep(
  session: Controlled,
  number: string | undefined,
  usage: string,
): Promise<void> {
  if (number === undefined) return;
  const count = session.state.steps.length;
  const index = Number(number) - 1;
  if (!Number.isInteger(index) || index < 0 || index >= count) {
    throw wrongUsage(
      t('There is no step {0}: this lab has {1}.', number, count),
      t('Usage: isolab {0}', usage),
    );
  }
  await session.goTo(index);
}
