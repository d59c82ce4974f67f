import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { t } from '../../../extension/core/base/l10n.ts';
import type { Entry, Lane, Recording } from '../../../extension/core/recorder/recording.ts';
import { useKept } from '../../shared/page/host.ts';
import { useSight } from '../../shared/page/window.ts';
import { Details } from './details.tsx';
import { host } from './host.ts';
import { entryByKey } from './keys.ts';
import { Notes } from './notes.tsx';
import { Overview } from './overview.tsx';
import { filterEntries, lastBefore, rowsOf, type Row } from './rows.ts';
import { Table } from './table.tsx';
import { rowHeight, Timeline } from './timeline.tsx';
import { Toolbar, type Look } from './toolbar.tsx';

/** One recording: what could not be seen, all entries in time, and the one that was chosen. */
export function RecordingView({
  recording,
  canFocus,
}: {
  recording: Recording;
  canFocus: boolean;
}) {
  const { entries, startedAt, endedAt } = recording;
  const [look, setLook] = useKept<Look>(host, 'look', 'timeline');
  const [hidden, setHidden] = useState<ReadonlySet<Lane>>(new Set());
  const [words, setWords] = useState('');
  const [chosen, choose] = useState<number | undefined>();
  const box = useRef<HTMLDivElement>(null);
  const details = useRef<HTMLElement>(null);

  const shown = useMemo(
    () => filterEntries(entries, hidden, words.trim().toLowerCase()),
    [entries, hidden, words],
  );
  const rows = useMemo<readonly Row[]>(
    () => (look === 'timeline' ? rowsOf(shown) : shown.map((entry) => ({ kind: 'entry', entry }))),
    [shown, look],
  );
  const sight = useSight(box, 'y', rowHeight, rows.length);
  useEnd(box, rows.length, endedAt === undefined && chosen === undefined);
  const at = rows.findIndex((row) => row.kind === 'entry' && row.entry.id === chosen);
  useRowInSight(box, at);

  const entry = entries.find(({ id }) => id === chosen);
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Enter' || event.key === ' ') details.current?.focus();
    else if (event.key === 'Escape') choose(undefined);
    else {
      const next = entryByKey(event.key, shown, chosen, look);
      if (next === undefined) return;
      choose(next.id);
    }
    event.preventDefault();
  };
  const go = (at: number): void => {
    const index = lastBefore(
      rows.map((row) => (row.kind === 'entry' ? row.entry.at : 0)),
      at,
    );
    box.current?.scrollTo({ top: Math.max(index - 3, 0) * rowHeight });
  };
  const onChoose = ({ id }: Entry): void => choose(id);
  const isInSight = at >= sight.first && at < sight.end;
  const lengthMs = Math.max((endedAt ?? startedAt) - startedAt, entries.at(-1)?.at ?? 0);
  return (
    <>
      <Notes recording={recording} />
      <Toolbar
        {...{ look, setLook, hidden, setHidden, words, setWords }}
        count={shown.length}
        of={entries.length}
      />
      <Overview entries={shown} lengthMs={lengthMs} sight={timesIn(rows, sight)} onGo={go} />
      <div class="below">
        <div
          class={look}
          ref={box}
          role="grid"
          tabIndex={0}
          aria-label={look === 'timeline' ? t('Timeline') : t('All entries')}
          aria-rowcount={rows.length + 1}
          aria-activedescendant={isInSight ? `entry-${chosen}` : undefined}
          onKeyDown={onKey}
        >
          {look === 'timeline' ? (
            <Timeline {...{ rows, sight, chosen, onChoose }} lanesSeen={recording.lanes} />
          ) : (
            <Table {...{ sight, chosen, onChoose }} entries={shown} />
          )}
        </div>
        {entry === undefined ? (
          <p class="details quiet">
            {t(
              'Choose an entry to see what it does. Arrow keys go along a lane and to the next one.',
            )}
          </p>
        ) : (
          <Details
            entry={entry}
            recording={recording}
            canFocus={canFocus}
            focusRef={details}
            onLeave={() => box.current?.focus()}
          />
        )}
      </div>
    </>
  );
}

/** The times of the first and the last row that are in sight. */
function timesIn(
  rows: readonly Row[],
  sight: { first: number; end: number },
): { from: number; to: number } {
  const times = rows
    .slice(sight.first, sight.end)
    .flatMap((row) => (row.kind === 'entry' ? [row.entry.at] : []));
  return { from: times[0] ?? 0, to: times.at(-1) ?? 0 };
}

/** While it is recorded, what comes is shown, unless the person has scrolled away or chosen something. */
function useEnd(box: { current: HTMLDivElement | null }, count: number, isFollowed: boolean): void {
  const before = useRef(0);
  useEffect(() => {
    const element = box.current;
    const wasAtEnd =
      element !== null &&
      element.scrollTop + element.clientHeight >= (before.current - 2) * rowHeight;
    before.current = count;
    if (isFollowed && wasAtEnd && element !== null) element.scrollTop = element.scrollHeight;
  }, [count, isFollowed]);
}

function useRowInSight(box: { current: HTMLDivElement | null }, index: number): void {
  useEffect(() => {
    const element = box.current;
    if (element === null || index < 0) return;
    const top = index * rowHeight;
    const bottom = top + 2 * rowHeight; // The head covers a row.
    if (top < element.scrollTop) element.scrollTop = top;
    else if (bottom > element.scrollTop + element.clientHeight) {
      element.scrollTop = bottom - element.clientHeight;
    }
  }, [index]);
}
