import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { t } from '../../../extension/core/base/l10n.ts';
import type { Entry, Lane, Recording } from '../../../extension/core/recorder/recording.ts';
import { useKept } from '../../shared/page/host.ts';
import { useSight } from '../../shared/page/window.ts';
import { Details } from './details.tsx';
import { host } from './host.ts';
import { entryByKey } from './keys.ts';
import { labelOf } from './label.ts';
import { Notes } from './notes.tsx';
import { Overview } from './overview.tsx';
import { filterEntries, lastBefore, rowsOf, startsOf, type Row } from './rows.ts';
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
  const [wanted, want] = useState<Entry | undefined>();
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
  useEnd(box, rows.length, endedAt === undefined && wanted === undefined);
  const entry = wanted && entries.find((each) => isSame(each, wanted));
  const chosen = entry?.id;
  const at = rows.findIndex((row) => row.kind === 'entry' && row.entry.id === chosen);
  useRowInSight(box, at);

  const onKey = (event: KeyboardEvent): void => {
    if (entry !== undefined && (event.key === 'Enter' || event.key === ' ')) {
      details.current?.focus();
    } else if (event.key === 'Escape') want(undefined);
    else {
      const next = entryByKey(event.key, shown, chosen, look);
      if (next === undefined) return;
      want(next);
    }
    event.preventDefault();
  };
  const go = (at: number): void => {
    const index = lastBefore(startsOf(rows), at);
    box.current?.scrollTo({ top: Math.max(index - 3, 0) * rowHeight });
  };
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
      <Overview entries={shown} lengthMs={lengthMs} sight={timesIn(box.current, rows)} onGo={go} />
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
            <Timeline {...{ rows, sight, chosen, onChoose: want }} lanesSeen={recording.lanes} />
          ) : (
            <Table {...{ sight, chosen, onChoose: want }} entries={shown} />
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
            key={entry.id}
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

/** While a recording lasts, what comes late is put in its place, and the entries after it count on. */
const isSame = (a: Entry, b: Entry): boolean =>
  a.at === b.at && a.lane === b.lane && labelOf(a).head === labelOf(b).head;

/** The times of the first and the last entry that are in sight. */
function timesIn(box: HTMLElement | null, rows: readonly Row[]): { from: number; to: number } {
  const top = (box?.scrollTop ?? 0) / rowHeight;
  const height = (box?.clientHeight ?? 0) / rowHeight;
  const times = rows
    .slice(Math.floor(top), Math.ceil(top + height - 1)) // The head covers a row.
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
