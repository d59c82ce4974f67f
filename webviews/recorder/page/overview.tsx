import { useMemo } from 'preact/hooks';
import { t } from '../../../extension/core/base/l10n.ts';
import { timeOffset } from '../../../extension/core/base/timeOffset.ts';
import type { Entry, Lane } from '../../../extension/core/recorder/recording.ts';
import { lanes, looks } from './lanes.ts';

/** Units of the drawing: however many entries there are, it has no more pieces than this a lane. */
const width = 600;
const laneHeight = 10;

/** All entries where they are in time, one strip a lane; what is in sight below is framed, and a click goes there. */
export function Overview(props: {
  entries: readonly Entry[];
  /** When it ended, or how far it is. */
  lengthMs: number;
  sight: { readonly from: number; readonly to: number };
  onGo: (at: number) => void;
}) {
  const { entries, sight, onGo } = props;
  const lengthMs = Math.max(props.lengthMs, 1);
  const strips = useMemo(
    () => <Strips entries={entries} lengthMs={lengthMs} />,
    [entries, lengthMs],
  );
  const percent = (ms: number): string => `${Math.min((ms / lengthMs) * 100, 100)}%`;
  return (
    <div class="overview">
      <div
        class="strips"
        onClick={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          onGo(((event.clientX - box.left) / box.width) * lengthMs);
        }}
      >
        {strips}
        <span
          class="sight"
          style={{ insetInlineStart: percent(sight.from), width: percent(sight.to - sight.from) }}
        />
      </div>
      <div class="axis quiet" aria-hidden="true">
        {[0, 0.25, 0.5, 0.75, 1].map((part) => (
          <span key={part}>{timeOffset(part * lengthMs)}</span>
        ))}
      </div>
    </div>
  );
}

function Strips({ entries, lengthMs }: { entries: readonly Entry[]; lengthMs: number }) {
  const counts = lanes.map(
    (lane) => `${looks[lane].title()}: ${entries.filter((entry) => entry.lane === lane).length}`,
  );
  return (
    <svg
      viewBox={`0 0 ${width} ${laneHeight * lanes.length}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={t('{0} in {1}', counts.join(', '), timeOffset(lengthMs))}
    >
      {lanes.map((lane, index) => (
        <path
          key={lane}
          class={`strip ${lane}`}
          transform={`translate(0 ${index * laneHeight})`}
          d={stripOf(lane, entries, lengthMs)}
        />
      ))}
    </svg>
  );
}

/** A lane's entries as one path: thick where one begins, thin as long as it lasts. */
function stripOf(lane: Lane, entries: readonly Entry[], lengthMs: number): string {
  const begun = Array.from({ length: width }, () => false);
  /** How many more last from here on, or fewer. */
  const more = Array.from({ length: width + 1 }, () => 0);
  const column = (at: number): number =>
    Math.min(Math.max(Math.floor((at / lengthMs) * width), 0), width - 1);
  for (const entry of entries) {
    if (entry.lane !== lane) continue;
    const from = column(entry.at);
    const to = column(entry.at + (entry.tookMs ?? 0)) + 1;
    begun[from] = true;
    more[from] = (more[from] ?? 0) + 1;
    more[to] = (more[to] ?? 0) - 1;
  }
  let lasting = 0;
  const lasts = begun.map((_, index) => (lasting += more[index] ?? 0) > 0);
  return [
    ...runsOf(begun).map(({ from, length }) => `M${from} 1h${length + 0.4}v8h-${length + 0.4}z`),
    ...runsOf(lasts).map(({ from, length }) => `M${from} 4h${length}v2h-${length}z`),
  ].join('');
}

/** Where it is so, in pieces as long as can be. */
function runsOf(columns: readonly boolean[]): readonly { from: number; length: number }[] {
  const runs: { from: number; length: number }[] = [];
  for (const [from, isSo] of columns.entries()) {
    if (!isSo) continue;
    const last = runs.at(-1);
    if (last !== undefined && last.from + last.length === from) last.length += 1;
    else runs.push({ from, length: 1 });
  }
  return runs;
}
