import type { RefObject } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../../extension/core/base/l10n.ts';
import { formatBytes } from '../../shared/format.ts';
import { Icon } from '../../shared/page/icon.tsx';
import { Foreign } from '../../shared/page/text.tsx';
import { useSight } from '../../shared/page/window.ts';
import type { FilesLook } from '../protocol.ts';
import { modeOf, type LayerEntry } from './file.ts';
import { changeLooks, kindLooks, whatOf } from './looks.ts';
import type { Node } from './tree.ts';

/** Pixels; as in page.css. */
const rowHeight = 22;

/** A row of the tree, or of the table, where each file stands for itself. */
export interface Row {
  readonly key: string;
  readonly node?: Node;
  readonly entry?: LayerEntry | undefined;
}

/** Rows of which only those in sight are drawn; arrow keys go through all of them, and open and close folders. */
export function Grid(props: {
  rows: readonly Row[];
  look: FilesLook;
  isTree: boolean;
  isOpen: (path: string) => boolean;
  chosen: string | undefined;
  boxRef: RefObject<HTMLDivElement | null>;
  onChoose: (row: Row | undefined) => void;
  onToggle: (path: string, isOpen: boolean) => void;
  onEnter: () => void;
  onOpen: (file: LayerEntry) => void;
}) {
  const { rows, look, isTree, isOpen, chosen, boxRef, onChoose, onToggle, onEnter, onOpen } = props;
  const sight = useSight(boxRef, 'y', rowHeight, rows.length);
  const at = chosen === undefined ? -1 : rows.findIndex(({ key }) => key === chosen);
  useRowInSight(boxRef, at);
  const chosenRow = rows[at];

  const onKey = (event: KeyboardEvent): void => {
    const { key } = event;
    const node = chosenRow?.node;
    const isBranch = node !== undefined && node.children.length > 0;
    const step = steps[key];
    if (step !== undefined) {
      onChoose(rows[at < 0 ? 0 : Math.min(Math.max(at + step, 0), rows.length - 1)]);
    } else if (key === 'Home') onChoose(rows[0]);
    else if (key === 'End') onChoose(rows.at(-1));
    else if (key === 'Escape') onChoose(undefined);
    else if (key === 'ArrowRight' && isBranch) {
      if (isOpen(node.path)) onChoose(rows[at + 1]);
      else onToggle(node.path, true);
    } else if (key === 'ArrowLeft' && node !== undefined) {
      if (isBranch && isOpen(node.path)) onToggle(node.path, false);
      else onChoose(rows.slice(0, at).findLast((row) => (row.node?.depth ?? 0) < node.depth));
    } else if (key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      if (chosenRow?.entry !== undefined) onOpen(chosenRow.entry);
    } else if ((key === 'Enter' || key === ' ') && chosenRow !== undefined) onEnter();
    else return;
    event.preventDefault();
  };
  const columns = isTree
    ? [t('Name'), t('Size')]
    : [
        ...[t('Path'), t('What'), t('Size')],
        ...(look === 'wasted' ? [] : [t('Mode'), t('Owner'), t('Leads to')]),
      ];
  return (
    <div
      class={`grid ${isTree ? 'tree' : 'table'} ${look}`}
      ref={boxRef}
      role={isTree ? 'treegrid' : 'grid'}
      tabIndex={0}
      aria-label={t('Files')}
      aria-rowcount={rows.length + 1}
      aria-activedescendant={at >= sight.first && at < sight.end ? `row-${at}` : undefined}
      onKeyDown={onKey}
    >
      <div class="row head" role="row" aria-rowindex={1}>
        {columns.map((column) => (
          <span key={column} role="columnheader" class={column === t('Size') ? 'size' : ''}>
            {column}
          </span>
        ))}
      </div>
      <div role="rowgroup" class="rows" style={{ height: `${rows.length * rowHeight}px` }}>
        {rows.slice(sight.first, sight.end).map((row, offset) => {
          const index = sight.first + offset;
          const { node } = row;
          const isBranch = node !== undefined && node.children.length > 0;
          return (
            <div
              key={row.key}
              id={`row-${index}`}
              class={`row entry ${row.key === chosen ? 'chosen' : ''}`}
              role="row"
              aria-rowindex={index + 2}
              aria-selected={row.key === chosen}
              {...(node && { 'aria-level': node.depth + 1 })}
              {...(isBranch && { 'aria-expanded': isOpen(node.path) })}
              style={{ transform: `translateY(${index * rowHeight}px)` }}
              onDblClick={() => row.entry && onOpen(row.entry)}
              onClick={() => {
                onChoose(row);
                if (isBranch) onToggle(node.path, !isOpen(node.path));
              }}
            >
              {node === undefined ? (
                <TableCells entry={row.entry} look={look} />
              ) : (
                <TreeCells node={node} look={look} isOpen={isBranch && isOpen(node.path)} />
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}

const steps: Readonly<Record<string, number>> = {
  ArrowDown: 1,
  ArrowUp: -1,
  PageDown: 15,
  PageUp: -15,
};

function TreeCells({ node, look, isOpen }: { node: Node; look: FilesLook; isOpen: boolean }) {
  const { entry, children } = node;
  const isBranch = children.length > 0;
  const change = entry?.change ?? '';
  const icon = isBranch
    ? isOpen
      ? 'folder-opened'
      : 'folder'
    : kindLooks[entry?.kind ?? 'folder'].icon;
  return (
    <>
      <span
        role="gridcell"
        class={`name ${change === 'removed' ? 'gone' : ''} ${entry === undefined ? 'on-the-way' : ''}`}
        style={{ paddingInlineStart: `${8 + Math.min(node.depth, 24) * 14}px` }}
      >
        <Icon name={isBranch ? (isOpen ? 'chevron-down' : 'chevron-right') : 'blank'} />
        <Icon name={icon} />
        <Foreign text={node.name} />
        {entry?.target !== undefined && entry.target !== '' && (
          <span class="quiet target">
            → <Foreign text={entry.target} />
          </span>
        )}
        {change !== '' && (
          <span class={`change ${change}`}>
            <span aria-hidden="true">{changeLooks[change].sign}</span>
            <span class="only-spoken">{changeLooks[change].word()}</span>
          </span>
        )}
        {entry !== undefined && entry.hiddenBy > 0 && (
          <span class="quiet hidden-by">{t('hidden by layer {0}', entry.hiddenBy)}</span>
        )}
        {entry !== undefined && look === 'union' && entry.kind !== 'folder' && (
          <span class="quiet hidden-by">{t('from layer {0}', entry.layer)}</span>
        )}
      </span>
      <span role="gridcell" class="size">
        {isBranch || entry?.kind === 'file' ? formatBytes(node.bytes) : ''}
      </span>
    </>
  );
}

function TableCells({ entry, look }: { entry: LayerEntry | undefined; look: FilesLook }) {
  if (entry === undefined) return null;
  const cells = [
    entry.path,
    whatOf(entry, look),
    entry.kind === 'file' ? formatBytes(entry.size) : '',
    ...(look === 'wasted' ? [] : [modeOf(entry), `${entry.userId}:${entry.groupId}`, entry.target]),
  ];
  return (
    <>
      {cells.map((cell, column) => (
        <span key={column} role="gridcell" class={column === 2 ? 'size' : ''}>
          <Foreign text={cell} />
        </span>
      ))}
    </>
  );
}

/** The head covers a row. */
function useRowInSight(box: { current: HTMLDivElement | null }, index: number): void {
  const last = useRef(-1);
  useEffect(() => {
    const element = box.current;
    if (element === null || index < 0 || index === last.current) return;
    last.current = index;
    const top = index * rowHeight;
    const bottom = top + 2 * rowHeight;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (bottom > element.scrollTop + element.clientHeight) {
      element.scrollTop = bottom - element.clientHeight;
    }
  }, [index]);
}
