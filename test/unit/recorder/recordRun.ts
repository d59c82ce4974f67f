import { attribute } from '../../../extension/core/recorder/attribution/attribute.ts';
import { apiEntry } from '../../../extension/core/recorder/calls.ts';
import { compose } from '../../../extension/core/recorder/compose.ts';
import type { LaneState, Recording } from '../../../extension/core/recorder/recording.ts';
import { readScene } from '../../fixtures/recorder/recordedScene.ts';

const seen: LaneState = { isSeen: true, notes: [], lost: 0 };

/** The recording that is made of a recorded scene. */
export async function recordRun(name: string): Promise<Recording> {
  const { recorded, scene } = await readScene(name);
  return compose({
    head: {
      id: name,
      command: scene.line,
      machine: 'host',
      startedAt: scene.startedAt,
      endedAt: recorded.endedAt,
      exitCode: 0,
      kernel: '6.18',
    },
    lanes: { api: seen, programs: seen, kernel: seen, changes: seen },
    calls: recorded.calls.map(({ call, container }) => apiEntry(call, container)),
    attribution: attribute(scene),
    changes: [],
  });
}
