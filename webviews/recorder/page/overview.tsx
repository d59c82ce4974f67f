import { useMemo } from 'preact/hooks';
import { t } from '../../../extension/core/base/l10n.ts';
import type { Entry, Lane } from '../../../extension/core/recorder/recording.ts';
import { atText } from './label.ts';
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
  const strips = useMemo(() => stripsOf(entries, lengthMs), [entries, lengthMs]);
  const x = (at: number): number => Math.min((at / lengthMs) * width, width);
  const counts = lanes.map(
    (lane) => `${looks[lane].title()}: ${entries.filter((entry) => entry.lane === lane).length}`,
  );
  return (
    <div class="overview">
      <svg
        viewBox={`0 0 ${width} ${laneHeight * lanes.length}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={t('{0} in {1}', counts.join(', '), atText(lengthMs))}
        onClick={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          onGo(((event.clientX - box.left) / box.width) * lengthMs);
        }}
      >
        {lanes.map((lane, index) => (
          <path
            key={lane}
            class={`strip ${lane}`}
            transform={`translate(0 ${index * laneHeight})`}
            d={strips[lane]}
          />
        ))}
        <rect
          class="sight"
          x={x(sight.from)}
          y="0"
          width={Math.max(x(sight.to) - x(sight.from), 2)}
          height={laneHeight * lanes.length}
        />
      </svg>
      <div class="axis quiet" aria-hidden="true">
        {[0, 0.25, 0.5, 0.75, 1].map((part) => (
          <span key={part}>{atText(part * lengthMs)}</span>
        ))}
      </div>
    </div>
  );
}

/** A lane's entries as one path: thick where one begins, thin as long as it lasts. */
function stripsOf(entries: readonly Entry[], lengthMs: number): Record<Lane, string> {
  const begun = Object.fromEntries(lanes.map((lane) => [lane, new Set<number>()])) as Record<
    Lane,
    Set<number>
  >;
  const lasting = Object.fromEntries(lanes.map((lane) => [lane, new Set<number>()])) as Record<
    Lane,
    Set<number>
  >;
  for (const { lane, at, tookMs = 0 } of entries) {
    const from = Math.min(Math.floor((at / lengthMs) * width), width - 1);
    const to = Math.min(Math.floor(((at + tookMs) / lengthMs) * width), width - 1);
    begun[lane].add(from);
    for (let column = from; column <= to; column += 1) lasting[lane].add(column);
  }
  const draw = (lane: Lane): string =>
    [
      ...[...begun[lane]].map((column) => `M${column} 1h1.4v8h-1.4z`),
      ...[...lasting[lane]].map((column) => `M${column} 4h1v2h-1z`),
    ].join('');
  return {
    api: draw('api'),
    programs: draw('programs'),
    kernel: draw('kernel'),
    changes: draw('changes'),
  };
}
