import * as z from 'zod';
import type { EngineEvent } from '../facts.ts';
import { familiarName } from './familiarName.ts';
import { text, textTable } from './orEmpty.ts';

/** One line of `GET /events`, in Docker's words also where Podman wrote it; `undefined` for a line of another shape. */
export function parseEngineEvent(line: unknown): EngineEvent | undefined {
  const parsed = schema.safeParse(line);
  if (!parsed.success) return undefined;
  const { Type, Action, Actor, time, timeNano } = parsed.data;
  const type = isKnownType(Type) ? Type : 'other';
  // Docker appends the command or the result: "exec_create: sh -c true", "health_status: healthy".
  const [verb = '', ...details] = Action.split(': ');
  const name = Actor.Attributes['name'] ?? '';
  return {
    type,
    action: dockerActions[`${type} ${verb}`] ?? verb,
    id: Actor.ID,
    name: type === 'image' ? familiarName(name) : name,
    attributes:
      details.length === 0
        ? Actor.Attributes
        : { ...Actor.Attributes, detail: details.join(': ').trim() },
    at: timeNano ? Math.floor(timeNano / 1e6) : time * 1000,
  };
}

/** What Podman calls otherwise (libpod/events/config.go), as far as its Docker-compatible API does not translate it. */
const dockerActions: Readonly<Record<string, string>> = {
  'container died': 'die',
  'container remove': 'destroy',
  'container exec': 'exec_start',
  'container exec_died': 'exec_die',
  'image remove': 'delete',
  'volume remove': 'destroy',
  'network remove': 'destroy',
};

const knownTypes = ['container', 'image', 'network', 'volume', 'daemon'] as const;

function isKnownType(type: string): type is (typeof knownTypes)[number] {
  return knownTypes.some((known) => known === type);
}

const schema = z.object({
  Type: z.string(),
  Action: z.string(),
  Actor: z.object({ ID: text, Attributes: textTable }),
  time: z.number().default(0),
  timeNano: z.number().optional(),
});
