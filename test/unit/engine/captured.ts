import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Engines whose answers were captured, for one and the same set of objects. */
export const engines = ['docker-20.10', 'docker-26.1', 'podman-4.3'] as const;

/** The text of a captured answer. */
export function readCaptured(engine: (typeof engines)[number], file: string): string {
  return readFileSync(join(import.meta.dirname, '../../fixtures/engine', engine, file), 'utf8');
}

/** A captured answer, parsed as JSON. */
export function readCapturedJson(engine: (typeof engines)[number], file: string): unknown {
  return JSON.parse(readCaptured(engine, file));
}
