import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { proveInLanes, type Candidate } from '../../../extension/core/grade/verify/lanes.ts';
import { loadCatalog } from '../../../extension/core/lab/catalog.ts';

describe('labs that are proven beside each other', () => {
  let candidates: readonly Candidate[];
  let all: Seen;

  before(async () => {
    const { tracks } = await loadCatalog(resolve(import.meta.dirname, '../../../labs'));
    candidates = tracks
      .flatMap(({ labs }) => labs)
      .map((loaded) => ({
        loaded,
        on: loaded.lab?.needs.includes('linux') === true ? 'guest' : undefined,
      }));
    all = await prove(candidates);
  });

  it('have the engine for themselves, one after the other', () => assert.equal(all.engine, 1));

  it('are in guests as many at a time as there are processors beside the engine’s', () =>
    assert.equal(all.guests, Math.max(1, availableParallelism() - 1)));

  it('are in guests as many at a time as there are processors, when the engine is done', async () => {
    const inGuests = candidates.filter((candidate) => laneOf(candidate) === 'guests');
    assert.equal((await prove(inGuests)).guests, availableParallelism());
  });

  it('leave the engine to others when they are in a workbench, from which nothing reaches it', async () => {
    const inWorkbenches = candidates
      .filter(({ on }) => on === 'guest')
      .map((candidate): Candidate => ({ ...candidate, on: 'workbench' }));
    assert.equal((await prove(inWorkbenches)).guests, availableParallelism());
  });

  it('begin with the largest guests, which take longest', () => {
    const inGuests = all.begun.filter((id) => ['fault-domain', 'boot-a-vm', 'chroot'].includes(id));
    assert.equal(inGuests[0], 'fault-domain');
  });

  it('are each proven once', () => assert.equal(new Set(all.begun).size, candidates.length));
});

/** How many ran at a time at most, and which in which order. */
interface Seen {
  engine: number;
  guests: number;
  readonly begun: string[];
}

async function prove(candidates: readonly Candidate[]): Promise<Seen> {
  const seen: Seen = { engine: 0, guests: 0, begun: [] };
  const running = { engine: 0, guests: 0 };
  const proofs = proveInLanes(candidates, async (candidate) => {
    const { id } = candidate.loaded;
    const lane = laneOf(candidate);
    running[lane]++;
    seen[lane] = Math.max(seen[lane], running[lane]);
    seen.begun.push(id);
    await turn();
    running[lane]--;
    return { labId: id, title: id, parts: [] };
  });
  const given = (await Promise.all(proofs)).map(({ labId }) => labId);
  assert.deepEqual(
    given,
    candidates.map(({ loaded }) => loaded.id),
  );
  return seen;
}

function laneOf({ loaded: { lab } }: Candidate): 'engine' | 'guests' {
  return lab?.needs.includes('engine') === true ? 'engine' : 'guests';
}
