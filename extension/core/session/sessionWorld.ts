import { gatherWorld, type WorldSources } from '../check/gather.ts';
import type { World } from '../check/world.ts';
import type { SessionParts } from './session.ts';

/** What there is now of what a session is made of, for checks. */
export function sessionWorld(
  parts: Pick<SessionParts, 'engine' | 'probe' | 'machine' | 'vms' | 'record' | 'owned'>,
  rest: Pick<WorldSources, 'readings' | 'recordings' | 'answers' | 'signal'>,
): World {
  const { engine, probe, machine, vms, record, owned } = parts;
  return gatherWorld({
    engine,
    probe,
    machine: machine.machine,
    guests: (name) => vms.machine(name),
    vms: () => vms.look(rest.signal),
    ladder: () => record.progress.ladder,
    isOwned: (container) => owned.ownsContainer(container),
    ...rest,
  });
}
