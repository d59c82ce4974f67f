import { z } from 'zod';

/** Names a step, a task, a question, a lab or a track: lower case, digits and hyphens. */
export const identifier = z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/u);
