import * as z from 'zod';
import type { Ladder } from '../ladder/rung.ts';
import { machineKinds } from '../machine/kind.ts';

const step = z.string();
const task = z.string();
const engineKind = z.enum([
  'container',
  'network',
  'volume',
  'image',
  'service',
  'secret',
  'config',
  'swarm',
]);
const objectKind = z.enum([...engineKind.options, 'vm']);
const ownedReference = z.object({ kind: objectKind, id: z.string(), name: z.string() }).readonly();

const ownedThen = ownedReference
  .unwrap()
  .extend({ state: z.string(), networks: z.array(z.string()).readonly().optional() })
  .readonly();

/** An owned object, the engine's word for its state at that time, and of a container its networks. */
export type OwnedThen = z.infer<typeof ownedThen>;

/** Something that belongs to the session; for an image ID and tag together, the tag empty where it has none; for a VM twice its name. */
export type OwnedReference = z.infer<typeof ownedReference>;

/** The same of an object that is on the engine. */
export type EngineReference = OwnedReference & { readonly kind: EngineKind };
export type EngineKind = Exclude<OwnedReference['kind'], 'vm'>;

/** True for what is on the engine, false for a VM. */
export function isOnEngine(object: OwnedReference): object is EngineReference {
  return object.kind !== 'vm';
}

/** True when both name the same object. */
export function isSame(a: OwnedReference, b: OwnedReference): boolean {
  return a.kind === b.kind && a.id === b.id && (a.kind !== 'image' || a.name === b.name);
}

/** Isolab itself measured it: what it is made of, it made. */
export const ladderSchema = z.custom<Ladder>(
  (value) => typeof value === 'object' && value !== null && 'rungs' in value && 'at' in value,
);

/** The version that every line of a journal carries; a line with a higher one is refused, not guessed at. */
export const journalVersion = 1;

/** What may happen in a session. Every line of a journal is one of these; `at` is milliseconds since the epoch. */
export const journalEventSchema = z.discriminatedUnion('type', [
  event('opened', {
    sessionId: z.string(),
    labId: z.string(),
    vars: z.record(z.string(), z.string()),
    /** What the engine had already: these tags of these images are never the learner's. */
    imagesBefore: z.array(z.object({ id: z.string(), tags: z.array(z.string()) })),
  }),
  /** On which machine a lab with a Linux of its own is done, from now on. */
  event('machine-chosen', { kind: z.enum(machineKinds), isAsked: z.boolean() }),
  event('step-opened', { step, owned: z.array(ownedThen) }),
  event('command-ended', { step, line: z.string(), exitCode: z.number().optional() }),
  event('acted', { step }),
  event('tried', { step, task }),
  event('advised', { step, task, advice: z.number() }),
  event('passed', { step, task, observed: z.string() }),
  event('lost', { step, task, observed: z.string() }),
  event('step-finished', { step }),
  event('hinted', { step, task, rung: z.number() }),
  event('answered', {
    question: z.string(),
    text: z.string(),
    isRight: z.boolean().optional(),
    measured: z.string().optional(),
  }),
  event('creating', {
    creation: z.string(),
    kind: engineKind,
    /** Empty where the engine chooses it. */
    name: z.string(),
    /** ID of what had this name before; empty where nothing had. */
    before: z.string(),
    image: z.string().optional(),
    command: z.array(z.string()).optional(),
  }),
  event('settled', { creation: z.string() }),
  event('owned', { object: ownedReference }),
  event('gone', { object: ownedReference }),
  event('step-reset', {
    step,
    owned: z.array(ownedThen),
    /** The questions and predictions that are open again. */
    questions: z.array(z.string()).optional(),
  }),
  event('lab-reset', {}),
  event('ladder-measured', { ladder: ladderSchema }),
]);

/** One line of a journal. */
export type JournalEvent = z.infer<typeof journalEventSchema>;

function event<Type extends string, Shape extends z.ZodRawShape>(type: Type, shape: Shape) {
  return z
    .object({ v: z.literal(journalVersion), at: z.number(), type: z.literal(type), ...shape })
    .readonly();
}
