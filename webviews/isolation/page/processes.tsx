import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { t } from '../../../extension/core/base/l10n.ts';
import { Icon } from '../../shared/page/icon.tsx';
import { Foreign, legible } from '../../shared/page/text.tsx';
import { useSight } from '../../shared/page/window.ts';
import type { IsolationProcess } from '../protocol.ts';
import { processTarget } from '../target.ts';
import { treeRows, type TreeRow } from './tree.ts';

/** Pixels; as in page.css. */
const rowHeight = 22;

/** The process tree: who started whom, its PID outside and inside, and whose it is. */
export function Processes(props: {
  processes: readonly IsolationProcess[];
  titles: ReadonlyMap<string, string>;
  filter: string;
  /** Targets of what is new. */
  changed: ReadonlySet<string>;
  /** The target of the process that is selected. */
  selected: string;
  onSelect: (process: IsolationProcess) => void;
}) {
  const { processes, titles, filter, changed, onSelect } = props;
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const box = useRef<HTMLDivElement>(null);
  const rows = useMemo(() => {
    const words = filter.toLowerCase();
    const hasWords = (process: IsolationProcess): boolean =>
      [
        process.name,
        process.commandLine,
        String(process.pid),
        titles.get(process.columnId) ?? '',
      ].some((text) => text.toLowerCase().includes(words));
    return treeRows(processes, closed, hasWords, words !== '');
  }, [processes, closed, filter, titles]);
  const { first, end } = useSight(box, 'y', rowHeight, rows.length);
  const selected = rows.findIndex(({ key }) => key === props.selected);
  useRowInSight(box, selected);

  const toggle = (key: string): void => {
    const next = new Set(closed);
    if (!next.delete(key)) next.add(key);
    setClosed(next);
  };
  const press = (event: KeyboardEvent): void => {
    const act = keyAction(event.key, rows, Math.max(selected, 0), toggle, onSelect);
    if (act === undefined) return;
    event.preventDefault();
    act();
  };
  return (
    <div
      class="process-box"
      ref={box}
      role="treegrid"
      tabIndex={0}
      aria-label={t('Processes')}
      aria-rowcount={rows.length + 1}
      aria-activedescendant={
        selected >= first && selected < end ? `process-${props.selected}` : undefined
      }
      onKeyDown={press}
    >
      <div class="process-row process-head" role="row" aria-rowindex={1}>
        <span role="columnheader">{t('Process')}</span>
        <span role="columnheader" class="number">
          {t('PID')}
        </span>
        <span role="columnheader" class="number">
          {t('inside')}
        </span>
        <span role="columnheader">{t('Where')}</span>
        <span role="columnheader" class="wide">
          {t('cgroup')}
        </span>
      </div>
      <div role="rowgroup" style={{ height: `${rows.length * rowHeight}px`, position: 'relative' }}>
        {rows.slice(first, end).map((row, index) => (
          <Row
            key={row.key}
            row={row}
            index={first + index}
            owner={titles.get(row.process.columnId) ?? ''}
            isSelected={row.key === props.selected}
            isChanged={changed.has(row.key)}
            onSelect={onSelect}
            onToggle={toggle}
          />
        ))}
      </div>
    </div>
  );
}

function Row(props: {
  row: TreeRow;
  index: number;
  owner: string;
  isSelected: boolean;
  isChanged: boolean;
  onSelect: (process: IsolationProcess) => void;
  onToggle: (key: string) => void;
}) {
  const { row, index, owner, isSelected, isChanged, onSelect, onToggle } = props;
  const { key, process, level, children, isOpen } = row;
  return (
    <div
      id={`process-${key}`}
      class={`process-row ${isSelected ? 'selected' : ''}`}
      role="row"
      aria-level={level}
      aria-rowindex={index + 2}
      aria-selected={isSelected}
      aria-expanded={children > 0 ? isOpen : undefined}
      style={{ transform: `translateY(${index * rowHeight}px)` }}
      onClick={() => onSelect(process)}
    >
      <span
        role="gridcell"
        class="process-name"
        title={legible(process.commandLine)}
        style={{ paddingInlineStart: `${Math.min(level - 1, 12) * 12}px` }}
      >
        <span
          class="twistie"
          onClick={(event) => {
            event.stopPropagation();
            onToggle(key);
          }}
        >
          {children > 0 && <Icon name={isOpen ? 'chevron-down' : 'chevron-right'} />}
        </span>
        {isChanged && <span class="new">{t('new')}</span>}
        {process.runs !== undefined && <Icon name="vm" />}
        <Foreign text={process.commandLine === '' ? `[${process.name}]` : process.commandLine} />
      </span>
      <span role="gridcell" class="number">
        {process.pid}
      </span>
      <span role="gridcell" class="number">
        {process.insidePid === process.pid ? '–' : process.insidePid}
      </span>
      <span role="gridcell">
        <Foreign text={owner} />
      </span>
      <span role="gridcell" class="wide quiet">
        <Foreign text={process.cgroup} />
      </span>
    </div>
  );
}

function keyAction(
  key: string,
  rows: readonly TreeRow[],
  at: number,
  toggle: (key: string) => void,
  select: (process: IsolationProcess) => void,
): (() => void) | undefined {
  const row = rows[at];
  if (row === undefined) return undefined;
  const go = (index: number) => () => {
    const target = rows[Math.min(Math.max(index, 0), rows.length - 1)];
    if (target !== undefined) select(target.process);
  };
  const isParent = row.children > 0;
  switch (key) {
    case 'ArrowDown':
      return go(at + 1);
    case 'ArrowUp':
      return go(at - 1);
    case 'PageDown':
      return go(at + 12);
    case 'PageUp':
      return go(at - 12);
    case 'Home':
      return go(0);
    case 'End':
      return go(rows.length - 1);
    case 'Enter':
    case ' ':
      return go(at);
    case 'ArrowRight':
      return isParent && !row.isOpen ? () => toggle(row.key) : go(at + Number(isParent));
    case 'ArrowLeft': {
      if (isParent && row.isOpen) return () => toggle(row.key);
      const parent = processTarget(row.process.kernel, row.process.parentPid);
      return go(rows.findIndex(({ key: each }) => each === parent));
    }
    default:
      return undefined;
  }
}

function useRowInSight(box: { current: HTMLDivElement | null }, index: number): void {
  useEffect(() => {
    const element = box.current;
    if (element === null || index < 0) return;
    const top = index * rowHeight;
    const bottom = top + 2 * rowHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (bottom > element.scrollTop + element.clientHeight) {
      element.scrollTop = bottom - element.clientHeight;
    }
  }, [index]);
}
