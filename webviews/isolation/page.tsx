import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { t } from '../../extension/core/base/l10n.ts';
import { Announcer } from '../shared/page/announcer.tsx';
import { Banner, Failure } from '../shared/page/banner.tsx';
import { useHostState, useKept } from '../shared/page/host.ts';
import { mount } from '../shared/page/mount.tsx';
import { Checkbox, ProgressRing, TextField } from '../shared/page/ui.tsx';
import { Changes } from './page/changes.tsx';
import { Details } from './page/details.tsx';
import { resolveFocus, type Selection } from './page/focus.ts';
import { host } from './page/host.ts';
import { Matrix } from './page/matrix.tsx';
import { Processes } from './page/processes.tsx';
import type { IsolationColumn, IsolationState } from './protocol.ts';
import { processTarget } from './target.ts';
import './page.css';

function Isolation() {
  const state = useHostState(host);
  return (
    <>
      <Announcer />
      {state === undefined || state.status === 'reading' ? (
        <ProgressRing label={t('Reading the kernel…')} />
      ) : (
        <View state={state} />
      )}
    </>
  );
}

function View({ state }: { state: IsolationState }) {
  const [kept, keep] = useKept<Selection | undefined>(host, 'selection', undefined);
  const [first] = state.columns;
  const selection: Selection = kept ?? {
    columnId: first?.id ?? 'host',
    kernel: first?.kernel ?? 'host',
    pid: first?.pid ?? 1,
  };
  const selected = processTarget(selection.kernel, selection.pid);
  const [filter, setFilter] = useState('');
  const titles = useMemo(
    () => new Map(state.columns.map((column) => [column.id, titleOf(column, state.columns)])),
    [state.columns],
  );
  const select = (chosen: Selection): void => {
    followed.current = state.focus?.at;
    keep(chosen);
  };
  const focusOn = (target: string): void => {
    const found = resolveFocus(target, state);
    if (found !== undefined) select(found);
  };
  // What a lab wants to be looked at may come later: until then its place is shown, unless the learner chose something.
  const followed = useRef<number | undefined>(undefined);
  useEffect(() => {
    const { focus } = state;
    if (focus === undefined || followed.current === focus.at) return;
    const found = resolveFocus(focus.target, state);
    if (found !== undefined) followed.current = focus.at;
    const [place = focus.target] = /^(guest|container):[^/]+/.exec(focus.target) ?? [];
    const shown = found ?? resolveFocus(place, state);
    if (shown !== undefined && !isSame(shown, selection)) keep(shown);
  }, [state.focus?.at, state.processes]);

  const changed = useMemo(
    () => new Set(state.changes.map(({ focus }) => focus.replace(/^container:/, ''))),
    [state.changes],
  );
  const words = filter.trim().toLowerCase();
  const columns = useMemo(
    () =>
      state.columns.filter(
        ({ kind, title, subtitle }) =>
          kind === 'host' || `${title}\n${subtitle}`.toLowerCase().includes(words),
      ),
    [state.columns, words],
  );
  const process = state.processes.find(
    ({ kernel, pid }) => kernel === selection.kernel && pid === selection.pid,
  );
  return (
    <main>
      <h1 class="only-spoken">{t('Isolation')}</h1>
      {state.trouble !== undefined && (
        <Banner kind="error" message={state.trouble.message} fix={state.trouble.fix} />
      )}
      <Failure host={host} />
      <div class="toolbar">
        <TextField
          label={t('Filter containers and processes')}
          isLabelHidden
          placeholder={t('Filter containers and processes')}
          value={filter}
          onInput={setFilter}
        />
        <Checkbox
          label={t('Show the host’s processes')}
          isChecked={state.areHostProcessesShown}
          onChange={(isChecked) => void host.send('showHostProcesses', isChecked)}
        />
        <span class="quiet method">{state.method}</span>
      </div>
      <Matrix
        columns={columns.length > 1 || words === '' ? columns : state.columns}
        changed={changed}
        selectedId={selection.columnId}
        onSelect={({ id, kernel, pid }) => select({ columnId: id, kernel, pid })}
      />
      {columns.some(({ kind }) => kind === 'guest') && (
        <p class="quiet">
          {t(
            'Beyond a double line is another kernel: what has the same number there is not the same.',
          )}
        </p>
      )}
      <div class="below">
        <div class="left">
          <section aria-labelledby="processes">
            <h2 id="processes">
              {t('Processes')} <span class="quiet">{state.processes.length}</span>
            </h2>
            {state.processes.length === 0 ? (
              <p class="quiet">{t('No container or guest is running.')}</p>
            ) : (
              <Processes
                processes={state.processes}
                titles={titles}
                filter={words}
                changed={changed}
                selected={selected}
                onSelect={({ columnId, kernel, pid }) => select({ columnId, kernel, pid })}
              />
            )}
          </section>
          <Changes changes={state.changes} onFocus={focusOn} />
        </div>
        <Details
          selection={selection}
          title={titles.get(selection.columnId) ?? ''}
          process={process}
          guest={state.columns.find(
            ({ id, kind }) => kind === 'guest' && (id === selection.kernel || id === process?.runs),
          )}
          version={state.changes[0]?.at}
          onFocus={focusOn}
        />
      </div>
    </main>
  );
}

const isSame = (a: Selection, b: Selection): boolean =>
  a.columnId === b.columnId && a.kernel === b.kernel && a.pid === b.pid;

/** The title of a column, of a process with the one that it is in. */
function titleOf(column: IsolationColumn, columns: IsolationState['columns']): string {
  const outer = columns.find(({ id }) => id === column.within);
  return outer === undefined ? column.title : `${outer.title} › ${column.title}`;
}

mount(() => <Isolation />);
