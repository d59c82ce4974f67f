import { t } from '../base/l10n.ts';
import { textOfForm } from '../check/form.ts';

/** Names a step, a task, a question, a lab or a track: lower case, digits and hyphens. */
export const identifier = textOfForm(/^[a-z0-9]+(?:-[a-z0-9]+)*$/u, () =>
  t('an ID: lower-case letters, digits and hyphens between them'),
);
