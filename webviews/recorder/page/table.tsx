import { t } from '../../../extension/core/base/l10n.ts';
import { shortIds } from '../../../extension/core/base/shortIds.ts';
import { timeOffset } from '../../../extension/core/base/timeOffset.ts';
import type { Entry } from '../../../extension/core/recorder/recording.ts';
import { formatDuration } from '../../shared/format.ts';
import { Foreign } from '../../shared/page/text.tsx';
import type { Sight } from '../../shared/page/window.ts';
import { labelOf } from './label.ts';
import { looks } from './lanes.ts';
import { rowHeight } from './timeline.tsx';

/** The same as the timeline, as a table: one row an entry, one column a fact. */
export function Table(props: {
  entries: readonly Entry[];
  sight: Sight;
  chosen: number | undefined;
  onChoose: (entry: Entry) => void;
}) {
  const { entries, sight, chosen, onChoose } = props;
  const columns = [
    t('Time'),
    t('Lane'),
    t('What'),
    t('Result'),
    t('Took'),
    t('With'),
    t('PID'),
    t('Container'),
  ];
  return (
    <>
      <div class="row head" role="row" aria-rowindex={1}>
        {columns.map((column) => (
          <span key={column} role="columnheader">
            {column}
          </span>
        ))}
      </div>
      <div role="rowgroup" class="rows" style={{ height: `${entries.length * rowHeight}px` }}>
        {entries.slice(sight.first, sight.end).map((entry, index) => (
          <div
            key={entry.id}
            id={`entry-${entry.id}`}
            class={`row entry ${entry.id === chosen ? 'chosen' : ''}`}
            role="row"
            aria-rowindex={sight.first + index + 2}
            aria-selected={entry.id === chosen}
            style={{ transform: `translateY(${(sight.first + index) * rowHeight}px)` }}
            onClick={() => onChoose(entry)}
          >
            {cellsOf(entry).map((cell, column) => (
              <span key={column} role="gridcell">
                <Foreign text={cell} />
              </span>
            ))}
          </div>
        ))}
      </div>
    </>
  );
}

function cellsOf(entry: Entry): readonly string[] {
  const { head, rest, result } = labelOf(entry);
  const folded = entry.lane === 'kernel' && entry.folded !== undefined ? ` ×${entry.folded}` : '';
  return [
    timeOffset(entry.at),
    looks[entry.lane].title(),
    head + folded,
    result,
    entry.tookMs === undefined ? '' : formatDuration(entry.tookMs),
    rest,
    'pid' in entry ? String(entry.pid) : '',
    shortIds(entry.container ?? ''),
  ];
}
