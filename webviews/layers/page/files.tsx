import { useMemo, useRef, useState } from 'preact/hooks';
import { t } from '../../../extension/core/base/l10n.ts';
import { formatBytes } from '../../shared/format.ts';
import { Banner } from '../../shared/page/banner.tsx';
import { Choice } from '../../shared/page/choice.tsx';
import { useKept, useRequest } from '../../shared/page/host.ts';
import { ProgressRing, TextField } from '../../shared/page/ui.tsx';
import type { FilesLook, WantedFile } from '../protocol.ts';
import { Details } from './details.tsx';
import { entryOf, waysToOpen, type LayerEntry } from './file.ts';
import { Grid, type Row } from './grid.tsx';
import { host } from './host.ts';
import { fileLooks } from './looks.ts';
import { openAtFirst, openNodes, treeOf } from './tree.ts';

/** The files of a layer, of the union up to it, or those that are wasted: as a tree or as a table. */
export function Files({ image, layer }: { image: string; layer: number }) {
  const [look, setLook] = useKept<FilesLook>(host, 'look', 'changes');
  const [form, setForm] = useKept<'tree' | 'table'>(host, 'form', 'tree');
  const [words, setWords] = useState('');
  const question = JSON.stringify([image, look === 'wasted' ? 0 : layer, look]);
  const asked = useRequest(question, question, (_, signal) =>
    host.request('files', { image, layer, look }, signal),
  );
  const entries = useMemo(() => asked.value?.map(entryOf), [asked.value]);
  const shown = useMemo(() => entries && filtered(entries, words), [entries, words]);
  return (
    <section class="files" aria-label={t('Files of the image')}>
      <div class="toolbar">
        <Choice
          label={t('Which files')}
          value={look}
          onChoose={setLook}
          options={looks.map((id) => ({
            id,
            icon: fileLooks[id].icon,
            title: fileLooks[id].title(),
          }))}
        />
        {look !== 'wasted' && (
          <Choice
            label={t('How it is drawn')}
            value={form}
            onChoose={setForm}
            options={[
              { id: 'tree', icon: 'list-tree', title: t('Tree') },
              { id: 'table', icon: 'table', title: t('Table') },
            ]}
          />
        )}
        <TextField
          label={t('Filter files')}
          isLabelHidden
          placeholder={t('Filter files')}
          value={words}
          onInput={setWords}
        />
        {shown !== undefined && entries !== undefined && (
          <span class="quiet count">
            {shown.length === entries.length
              ? t('{0} entries', entries.length)
              : t('{0} of {1} entries', shown.length, entries.length)}
            {look === 'wasted' && `, ${formatBytes(sum(shown))}`}
          </span>
        )}
      </div>
      {asked.failure !== undefined && (
        <Banner kind="error" message={asked.failure.message} fix={asked.failure.fix} />
      )}
      {shown === undefined || entries === undefined ? (
        asked.failure === undefined && <ProgressRing label={t('Looking for the files…')} />
      ) : entries.length === 0 ? (
        <p class="quiet nothing">{nothing[look]()}</p>
      ) : (
        <Shown
          key={question + form}
          question={question}
          onOpen={(file, how) => {
            // Of a file that nobody sees, what hides it is what was done to it.
            const at = look === 'wasted' && how === 'difference' ? file.hiddenBy : file.layer;
            void host.send('open', { image, layer: at - 1, path: file.path, how });
          }}
          entries={shown}
          look={look}
          isTree={form === 'tree' && look !== 'wasted'}
          isFiltered={words.trim() !== ''}
        />
      )}
    </section>
  );
}

function Shown(props: {
  question: string;
  entries: readonly LayerEntry[];
  look: FilesLook;
  isTree: boolean;
  isFiltered: boolean;
  onOpen: (file: LayerEntry, how: WantedFile['how']) => void;
}) {
  const { question, entries, look, isTree, isFiltered, onOpen } = props;
  const tree = useMemo(() => (isTree ? treeOf(entries) : undefined), [entries, isTree]);
  const atFirst = useMemo(() => tree && openAtFirst(tree), [tree]);
  const [toggled, toggle] = useState<ReadonlyMap<string, boolean>>(new Map());
  // The page is made anew when the person comes back from a file that was opened over it.
  const [kept, keep] = useKept<{ of: string; key: string } | undefined>(host, 'file', undefined);
  const chosen = kept?.of === question ? kept.key : undefined;
  const [chosenAtFirst] = useState(chosen);
  const [last, setLast] = useState<Row | undefined>();
  const choose = (row: Row | undefined): void => {
    keep(row && { of: question, key: row.key });
    setLast(row);
  };
  const box = useRef<HTMLDivElement>(null);
  const details = useRef<HTMLElement>(null);
  const isOpen = (path: string): boolean =>
    toggled.get(path) ??
    (isFiltered || atFirst?.has(path) === true || chosenAtFirst?.startsWith(`${path}/`) === true);
  const rows = useMemo<readonly Row[]>(() => {
    if (tree === undefined) return entries.map((entry) => ({ key: String(entry.id), entry }));
    return openNodes(tree, isOpen).map((node) => ({ key: node.path, node, entry: node.entry }));
  }, [tree, entries, toggled, isFiltered]);
  const row = [...rows, ...(last ? [last] : [])].find(({ key }) => key === chosen);
  const open = (file: LayerEntry): void => {
    const how = waysToOpen(file, look)[0];
    if (how !== undefined) onOpen(file, how);
  };
  return (
    <div class="below">
      <Grid
        {...{ rows, look, isTree, isOpen }}
        chosen={chosen}
        boxRef={box}
        onChoose={choose}
        onToggle={(path, open) => toggle(new Map(toggled).set(path, open))}
        onOpen={open}
        onEnter={() => details.current?.focus()}
      />
      {row === undefined ? (
        <p class="details quiet">
          {t('Choose a file to see its mode, its owner and what it was.')}
        </p>
      ) : (
        <Details
          key={row.key}
          {...{ row, look, onOpen }}
          focusRef={details}
          onLeave={() => box.current?.focus()}
        />
      )}
    </div>
  );
}

const looks = ['changes', 'union', 'wasted'] as const;

const nothing: Readonly<Record<FilesLook, () => string>> = {
  changes: () => t('This layer changes no file.'),
  union: () => t('There is no file yet.'),
  wasted: () => t('No layer hides a file of another: nothing is wasted.'),
};

function filtered(entries: readonly LayerEntry[], words: string): readonly LayerEntry[] {
  const wanted = words.trim().toLowerCase().split(/\s+/u).filter(Boolean);
  if (wanted.length === 0) return entries;
  return entries.filter(({ path }) => {
    const text = path.toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

const sum = (entries: readonly LayerEntry[]): number =>
  entries.reduce((bytes, { size }) => bytes + size, 0);
