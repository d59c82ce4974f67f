import type { z } from 'zod';
import type { Verdict } from './verdict.ts';
import type { World } from './world.ts';

/** A kind of check: the shape of its specification in lab.yaml, and how it looks at the world. */
export interface CheckKind<Spec> {
  /** Takes and gives the same value: no defaults, no transforms. Every field has a `.describe()`, which completion in lab.yaml shows. */
  readonly schema: z.ZodType<Spec>;
  /** Looks, and answers. May throw an IsolabError when nobody could look; the caller turns that into `unable`. */
  evaluate(spec: Spec, world: World, signal: AbortSignal): Promise<Verdict>;
}
