import { useMemo, useRef, useState } from 'preact/hooks';
import { t } from '../../../extension/core/base/l10n.ts';
import type { ComparedRow } from '../../../extension/core/recorder/compare.ts';
import type { Entry, RecordingHead } from '../../../extension/core/recorder/recording.ts';
import { formatDuration } from '../../shared/format.ts';
import { Banner } from '../../shared/page/banner.tsx';
import { useRequest } from '../../shared/page/host.ts';
import { Icon } from '../../shared/page/icon.tsx';
import { Foreign } from '../../shared/page/text.tsx';
import { Button, Checkbox, ProgressRing } from '../../shared/page/ui.tsx';
import { useSight } from '../../shared/page/window.ts';
import { Details } from './details.tsx';
import { EntryLabel } from './entryLabel.tsx';
import { host } from './host.ts';
import { factsOf } from './header.tsx';
import { looks } from './lanes.ts';
import { titleOf } from './list.tsx';
import { rowHeight } from './timeline.tsx';

type Side = 'left' | 'right';

/** Two recordings side by side: what both did shares a row, and what only one did is marked. */
export function Compared(props: {
  left: RecordingHead;
  right: RecordingHead;
  canFocus: boolean;
  onClose: () => void;
}) {
  const { left, right, canFocus, onClose } = props;
  const asked = useRequest(`${left.id} ${right.id}`, `${left.count} ${right.count}`, (_, signal) =>
    host.request('compare', { left: left.id, right: right.id }, signal),
  );
  return (
    <>
      <header>
        <h2>{t('Two recordings side by side')}</h2>
        <div class="actions">
          <Button icon="close" onClick={onClose}>
            {t('End comparison')}
          </Button>
        </div>
      </header>
      {asked.failure !== undefined && (
        <Banner kind="error" message={asked.failure.message} fix={asked.failure.fix} />
      )}
      {asked.value !== undefined && (
        <Rows rows={asked.value} left={left} right={right} canFocus={canFocus} />
      )}
      {asked.value === undefined && asked.isWaiting && <ProgressRing label={t('Comparing…')} />}
    </>
  );
}

function Rows(props: {
  rows: readonly ComparedRow[];
  left: RecordingHead;
  right: RecordingHead;
  canFocus: boolean;
}) {
  const { canFocus } = props;
  const heads = { left: props.left, right: props.right };
  const [isDifferentOnly, showDifferent] = useState(false);
  const [chosen, choose] = useState<
    { readonly row: ComparedRow; readonly side: Side } | undefined
  >();
  const box = useRef<HTMLDivElement>(null);
  const details = useRef<HTMLElement>(null);
  const rows = useMemo(
    () => (isDifferentOnly ? props.rows.filter(({ left, right }) => !left || !right) : props.rows),
    [props.rows, isDifferentOnly],
  );
  const { first, end } = useSight(box, 'y', rowHeight, rows.length);
  const only = (side: Side): number =>
    props.rows.filter((row) => row[side] !== undefined && row[other[side]] === undefined).length;

  const at = chosen === undefined ? -1 : rows.indexOf(chosen.row);
  const go = (index: number, side: Side): void => {
    const row = rows[Math.min(Math.max(index, 0), rows.length - 1)];
    if (row === undefined) return;
    choose({ row, side: row[side] === undefined ? other[side] : side });
    const element = box.current;
    const top = rows.indexOf(row) * rowHeight;
    if (element === null) return;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top + 3 * rowHeight > element.scrollTop + element.clientHeight) {
      element.scrollTop = top + 3 * rowHeight - element.clientHeight;
    }
  };
  const onKey = (event: KeyboardEvent): void => {
    const side = chosen?.side ?? 'left';
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15 }[event.key];
    if (step !== undefined) go(at + step, side);
    else if (event.key === 'Home') go(0, side);
    else if (event.key === 'End') go(rows.length - 1, side);
    else if (event.key === 'ArrowLeft') go(at, 'left');
    else if (event.key === 'ArrowRight') go(at, 'right');
    else if (event.key === 'Enter') details.current?.focus();
    else if (event.key === 'Escape') choose(undefined);
    else return;
    event.preventDefault();
  };
  const entry = chosen?.row[chosen.side];
  return (
    <>
      <div class="toolbar">
        <Checkbox
          label={t('Only what is different')}
          isChecked={isDifferentOnly}
          onChange={showDifferent}
        />
        <span class="quiet">
          {t(
            '{0} only left, {1} only right, {2} in both',
            only('left'),
            only('right'),
            props.rows.length - only('left') - only('right'),
          )}
        </span>
      </div>
      <div class="below">
        <div
          class="compared"
          ref={box}
          role="grid"
          tabIndex={0}
          aria-label={t('Compared entries')}
          aria-rowcount={rows.length + 1}
          aria-activedescendant={at >= first && at < end ? `row-${at}` : undefined}
          onKeyDown={onKey}
        >
          <div class="row head" role="row" aria-rowindex={1}>
            {sides.map((side) => (
              <span key={side} role="columnheader">
                <Foreign text={titleOf(heads[side])} class="list-name" />
                <span class="quiet list-more">
                  <Foreign text={factsOf(heads[side]).slice(0, 3).join(' · ')} />
                </span>
              </span>
            ))}
          </div>
          <div role="rowgroup" class="rows" style={{ height: `${rows.length * rowHeight}px` }}>
            {rows.slice(first, end).map((row, index) => (
              <div
                key={first + index}
                id={`row-${first + index}`}
                class="row pair"
                role="row"
                aria-rowindex={first + index + 2}
                aria-selected={row === chosen?.row}
                style={{ transform: `translateY(${(first + index) * rowHeight}px)` }}
              >
                {sides.map((side) => (
                  <Cell
                    key={side}
                    entry={row[side]}
                    mark={row[other[side]] === undefined ? side : undefined}
                    isChosen={row === chosen?.row && side === chosen.side}
                    onChoose={() => choose({ row, side })}
                  />
                ))}
              </div>
            ))}
          </div>
        </div>
        {entry !== undefined && chosen !== undefined && (
          <Details
            key={`${chosen.side} ${entry.id}`}
            entry={entry}
            recording={heads[chosen.side]}
            canFocus={canFocus}
            focusRef={details}
            onLeave={() => box.current?.focus()}
          />
        )}
      </div>
    </>
  );
}

function Cell(props: {
  entry: Entry | undefined;
  /** The side that alone has it. */
  mark: Side | undefined;
  isChosen: boolean;
  onChoose: () => void;
}) {
  const { entry, mark, isChosen, onChoose } = props;
  if (entry === undefined) return <span role="gridcell" class="missing" />;
  return (
    <span
      role="gridcell"
      class={`half ${entry.lane} ${mark === undefined ? '' : `only ${mark}`} ${isChosen ? 'chosen' : ''}`}
      onClick={onChoose}
    >
      {mark !== undefined && (
        <>
          <Icon name={mark === 'left' ? 'remove' : 'add'} />
          <span class="only-spoken">{mark === 'left' ? t('only left') : t('only right')}</span>
        </>
      )}
      <Icon name={looks[entry.lane].icon} />
      <span class="only-spoken">{looks[entry.lane].title()}</span>
      <EntryLabel entry={entry} />
      {entry.tookMs !== undefined && <span class="took quiet">{formatDuration(entry.tookMs)}</span>}
    </span>
  );
}

const sides = ['left', 'right'] as const;
const other = { left: 'right', right: 'left' } as const;
