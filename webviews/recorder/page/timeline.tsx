import { useMemo } from 'preact/hooks';
import { t } from '../../../extension/core/base/l10n.ts';
import { timeOffset } from '../../../extension/core/base/timeOffset.ts';
import type { Entry, Recording } from '../../../extension/core/recorder/recording.ts';
import { formatDuration } from '../../shared/format.ts';
import { Icon } from '../../shared/page/icon.tsx';
import { legible } from '../../shared/page/text.tsx';
import type { Sight } from '../../shared/page/window.ts';
import { EntryLabel } from './entryLabel.tsx';
import { textOf } from './label.ts';
import { lanes, looks } from './lanes.ts';
import { linesOf, type Line, type Row } from './rows.ts';

/** Pixels; as in page.css. */
export const rowHeight = 22;

/** The four lanes side by side, time downwards: an entry a row, indented as deep as its lane lies. */
export function Timeline(props: {
  rows: readonly Row[];
  sight: Sight;
  lanesSeen: Recording['lanes'];
  chosen: number | undefined;
  onChoose: (entry: Entry) => void;
}) {
  const { rows, sight, lanesSeen, chosen, onChoose } = props;
  const lines = useMemo(() => linesOf(rows), [rows]);
  return (
    <>
      <div class="row head" role="row" aria-rowindex={1}>
        <span role="columnheader" class="at">
          {t('Time')}
        </span>
        {lanes.map((lane) => (
          <span key={lane} role="columnheader" class={`lane ${lane}`}>
            <Icon name={lanesSeen[lane].isSeen ? looks[lane].icon : 'eye-closed'} />
            <span class="lane-title">{looks[lane].title()}</span>
            {!lanesSeen[lane].isSeen && <span class="quiet unseen">{t('not visible')}</span>}
          </span>
        ))}
      </div>
      <div role="rowgroup" class="rows" style={{ height: `${rows.length * rowHeight}px` }}>
        {lines
          .filter(({ from, to }) => from < sight.end && to >= sight.first)
          .map((line) => (
            <LineOf key={line.entry.id} line={line} />
          ))}
        {rows.slice(sight.first, sight.end).map((row, index) => (
          <RowOf
            key={row.kind === 'entry' ? row.entry.id : `pause-${sight.first + index}`}
            row={row}
            index={sight.first + index}
            isChosen={row.kind === 'entry' && row.entry.id === chosen}
            onChoose={onChoose}
          />
        ))}
      </div>
    </>
  );
}

function RowOf(props: {
  row: Row;
  index: number;
  isChosen: boolean;
  onChoose: (entry: Entry) => void;
}) {
  const { row, index, isChosen, onChoose } = props;
  const style = { transform: `translateY(${index * rowHeight}px)` };
  if (row.kind === 'pause') {
    return (
      <div class="row pause quiet" role="row" aria-rowindex={index + 2} style={style}>
        <span role="gridcell">{t('{0} later', formatDuration(row.ms))}</span>
      </div>
    );
  }
  const { entry } = row;
  return (
    <div
      id={`entry-${entry.id}`}
      class={`row entry ${isChosen ? 'chosen' : ''}`}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={isChosen}
      style={style}
      onClick={() => onChoose(entry)}
    >
      <span role="gridcell" class="at" aria-colindex={1}>
        {timeOffset(entry.at)}
      </span>
      <span
        role="gridcell"
        class={`what ${entry.lane}`}
        aria-colindex={lanes.indexOf(entry.lane) + 2}
        title={legible(titleOf(entry))}
      >
        <EntryLabel entry={entry} />
      </span>
    </div>
  );
}

/** As long as something lasted. */
function LineOf({ line: { entry, from, to, track } }: { line: Line }) {
  return (
    <span
      aria-hidden="true"
      class={`line ${entry.lane} track-${track}`}
      style={{
        top: `${from * rowHeight + rowHeight / 2}px`,
        height: `${(to - from) * rowHeight + rowHeight / 2 - 2}px`,
      }}
    />
  );
}

const titleOf = (entry: Entry): string =>
  entry.tookMs === undefined
    ? textOf(entry)
    : t('{0}, took {1}', textOf(entry), formatDuration(entry.tookMs));
