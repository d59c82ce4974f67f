import { useEffect, useMemo, useRef } from 'preact/hooks';
import { t } from '../../../extension/core/base/l10n.ts';
import { namespaceTypes, type NamespaceType } from '../../../extension/core/kernel/model.ts';
import { Icon } from '../../shared/page/icon.tsx';
import { Foreign, legible } from '../../shared/page/text.tsx';
import { useSight } from '../../shared/page/window.ts';
import type { IsolationColumn } from '../protocol.ts';
import { findSharing, type Sharing } from './sharing.ts';

/** Pixels; as in page.css. */
const columnWidth = 132;

/**
 * Who shares which namespace with whom: a column for the host, each container and each guest, a row for each type.
 * Where another kernel begins there is a border.
 */
export function Matrix(props: {
  columns: readonly IsolationColumn[];
  changed: ReadonlySet<string>;
  selectedId: string;
  onSelect: (column: IsolationColumn) => void;
}) {
  const { columns, changed, selectedId, onSelect } = props;
  const box = useRef<HTMLDivElement>(null);
  const { first, end } = useSight(box, 'x', columnWidth, columns.length);
  const sharing = useMemo(() => findSharing(columns), [columns]);
  const shown = columns.slice(first, end);
  const classesOf = (index: number): string => {
    const column = columns[index];
    const isBorder = index > 0 && column?.kernel !== columns[index - 1]?.kernel;
    return [
      column?.kernel === 'host' ? '' : 'other-kernel',
      isBorder ? 'border' : '',
      column?.id === selectedId ? 'selected' : '',
    ].join(' ');
  };
  const selected = columns.findIndex(({ id }) => id === selectedId);
  useColumnInSight(box, selected);

  const move = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const next = columns[Math.max(selected, 0) + (step ?? 0)];
    if (step === undefined || next === undefined) return;
    event.preventDefault();
    onSelect(next);
  };
  return (
    <div class="matrix-box scroll" ref={box}>
      <table class="matrix" aria-colcount={columns.length + 1}>
        <caption class="only-spoken">
          {t('Which namespaces the host, each container and each guest have, and who shares them')}
        </caption>
        <thead>
          <tr onKeyDown={move}>
            <th scope="col" class="corner">
              {t('Namespace')}
            </th>
            <Spacer columns={first} isHead />
            {shown.map((column, index) => (
              <th
                key={column.id}
                scope="col"
                aria-colindex={first + index + 2}
                class={`head ${classesOf(first + index)}`}
              >
                <ColumnHead
                  column={column}
                  isSelected={column.id === selectedId}
                  isTabStop={first + index === Math.max(selected, 0)}
                  isChanged={changed.has(column.id)}
                  onSelect={() => onSelect(column)}
                />
              </th>
            ))}
            <Spacer columns={columns.length - end} isHead />
          </tr>
        </thead>
        <tbody>
          {namespaceTypes.map((type) => (
            <tr key={type}>
              <th scope="row">
                <span class="type">{type}</span>
                <span class="quiet what">{explained[type]()}</span>
              </th>
              <Spacer columns={first} />
              {sharing[type].slice(first, end).map((cell, index) => (
                <Cell
                  key={shown[index]?.id}
                  sharing={cell}
                  column={shown[index]}
                  classes={classesOf(first + index)}
                />
              ))}
              <Spacer columns={columns.length - end} />
            </tr>
          ))}
          <tr>
            <th scope="row">
              <span class="type">{t('kernel')}</span>
            </th>
            <Spacer columns={first} />
            {shown.map((column, index) => (
              <td
                key={column.id}
                class={`cell ${column.kind === 'guest' ? 'private' : 'first'} ${classesOf(first + index)}`}
              >
                <span class="word">
                  {column.kind === 'guest' && <Icon name="lock" />}
                  {firstWord(column)}
                </span>
                <span class="inode">
                  <Foreign text={column.kernelRelease} />
                </span>
              </td>
            ))}
            <Spacer columns={columns.length - end} />
          </tr>
        </tbody>
      </table>
    </div>
  );
}

function ColumnHead(props: {
  column: IsolationColumn;
  isSelected: boolean;
  isTabStop: boolean;
  isChanged: boolean;
  onSelect: () => void;
}) {
  const { column, isSelected, isTabStop, isChanged, onSelect } = props;
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // The arrow keys select and move on; a selection from elsewhere leaves the keyboard where it is.
    const isInHead = document.activeElement?.closest('.matrix thead') !== null;
    if (isSelected && isInHead && document.activeElement !== null) button.current?.focus();
  }, [isSelected]);
  return (
    <button
      type="button"
      ref={button}
      class="column-head"
      aria-pressed={isSelected}
      tabIndex={isTabStop ? 0 : -1}
      title={legible(`${column.title}\n${column.subtitle}`)}
      onClick={onSelect}
    >
      <span class="column-title">
        <Icon name={icons[column.kind]} />
        <Foreign text={column.title} />
        {isChanged && (
          <span class="dot" title={t('changed')}>
            <Icon name="circle-filled" tone="info" />
            <span class="only-spoken">{t('changed')}</span>
          </span>
        )}
      </span>
      <span class="quiet column-subtitle">
        <Foreign text={column.subtitle} />
      </span>
      <span class="quiet column-subtitle">
        {column.kind === 'container' && column.isOwned
          ? t('PID {0} · yours', column.pid)
          : t('PID {0}', column.pid)}
      </span>
    </button>
  );
}

function Cell(props: { sharing: Sharing; column: IsolationColumn | undefined; classes: string }) {
  const { sharing, column, classes } = props;
  switch (sharing.kind) {
    case 'hidden':
      return (
        <td class={`cell hidden ${classes}`} title={sharing.reason}>
          <span class="word">{t('not visible')}</span>
          <span class="inode">{sharing.reason}</span>
        </td>
      );
    case 'first':
      return (
        <td class={`cell first ${classes}`}>
          <span class="word">{firstWord(column)}</span>
          <span class="inode">{sharing.inode}</span>
        </td>
      );
    case 'private':
      return (
        <td class={`cell private ${classes}`}>
          <span class="word">{t('private')}</span>
          <span class="inode">{sharing.inode}</span>
        </td>
      );
    case 'group':
      return (
        <td class={`cell group colour-${sharing.colour} ${classes}`}>
          <span class="word">
            <span class="letter">{sharing.letter}</span>
            <span class="with">
              {t('with')} <Foreign text={sharing.others[0] ?? ''} />
              {sharing.others.length > 1 && ` +${sharing.others.length - 1}`}
            </span>
          </span>
          <span class="inode">{sharing.inode}</span>
        </td>
      );
  }
}

/** Whose it is that the host or the guest has itself. */
function firstWord(column: IsolationColumn | undefined): string {
  if (column?.kind === 'host' || column?.kind === 'guest') return t('its own');
  return column?.kernel === 'host' ? t('the host’s') : t('the guest’s');
}

const icons: Record<IsolationColumn['kind'], string> = {
  host: 'server',
  container: 'package',
  guest: 'vm',
  process: 'symbol-event',
};

/** Stands for the columns that are out of sight. */
function Spacer({ columns, isHead = false }: { columns: number; isHead?: boolean }) {
  if (columns <= 0) return null;
  const width = `${columns * columnWidth}px`;
  return isHead ? <td class="spacer" style={{ width, minWidth: width }} /> : <td class="spacer" />;
}

function useColumnInSight(box: { current: HTMLDivElement | null }, index: number): void {
  useEffect(() => {
    const element = box.current;
    if (element === null || index < 0) return;
    const head = element.querySelector('.corner')?.clientWidth ?? 0;
    const left = index * columnWidth;
    const right = left + columnWidth + head;
    if (left < element.scrollLeft) element.scrollLeft = left;
    else if (right > element.scrollLeft + element.clientWidth) {
      element.scrollLeft = right - element.clientWidth;
    }
  }, [index]);
}

const explained: Record<NamespaceType, () => string> = {
  mnt: () => t('mounts'),
  pid: () => t('process IDs'),
  net: () => t('network'),
  ipc: () => t('shared memory'),
  uts: () => t('host name'),
  user: () => t('user IDs'),
  cgroup: () => t('cgroup root'),
  time: () => t('clocks'),
};
