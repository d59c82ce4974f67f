import type { Ref } from 'preact';
import { t } from '../../../extension/core/base/l10n.ts';
import { formatBytes } from '../../shared/format.ts';
import { Fact } from '../../shared/page/fact.tsx';
import { Icon } from '../../shared/page/icon.tsx';
import { Foreign } from '../../shared/page/text.tsx';
import type { FilesLook, WantedFile } from '../protocol.ts';
import { modeOf, waysToOpen, type LayerEntry } from './file.ts';
import type { Row } from './grid.tsx';
import { kindLooks, whatOf } from './looks.ts';

/** All that is known of a file, and of what it replaces. */
export function Details(props: {
  row: Row;
  look: FilesLook;
  /** Gets the keyboard when the person wants to read. */
  focusRef: Ref<HTMLElement>;
  onLeave: () => void;
  onOpen: (file: LayerEntry, how: WantedFile['how']) => void;
}) {
  const { row, look, focusRef, onLeave, onOpen } = props;
  const { entry, node } = row;
  const before = entry?.before;
  return (
    <section
      class="details"
      aria-labelledby="details"
      tabIndex={-1}
      ref={focusRef}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        onLeave();
      }}
    >
      <h3 id="details">
        <Icon name={kindLooks[entry?.kind ?? 'folder'].icon} />{' '}
        <Foreign text={`/${entry?.path ?? node?.path ?? ''}`} />
      </h3>
      {entry !== undefined && (
        <div class="ways">
          {waysToOpen(entry, look).map((how, index) => (
            <button
              key={how}
              type="button"
              class="link"
              title={index === 0 ? t('Ctrl+Enter') : undefined}
              onClick={() => onOpen(entry, how)}
            >
              {ways[how]()}
            </button>
          ))}
        </div>
      )}
      <dl class="facts">
        <Fact name={t('What')}>
          {entry === undefined ? t('only leads to what is listed') : whatOf(entry, look)}
        </Fact>
        {entry !== undefined && (
          <>
            <Fact name={t('Kind')}>{kindLooks[entry.kind].word()}</Fact>
            {entry.target !== '' && (
              <Fact name={t('Leads to')}>
                <Foreign text={entry.target} />
              </Fact>
            )}
            {entry.kind === 'file' && (
              <Fact name={t('Size')}>
                <Was was={before && bytesOf(before.size)} is={bytesOf(entry.size)} />
              </Fact>
            )}
            <Fact name={t('Mode')}>
              <Was
                was={before && modeWords({ kind: entry.kind, mode: before.mode })}
                is={modeWords(entry)}
              />
            </Fact>
            <Fact name={t('Owner')}>
              <Was
                was={before && `${before.userId}:${before.groupId}`}
                is={`${entry.userId}:${entry.groupId}`}
              />
            </Fact>
          </>
        )}
        {node !== undefined && node.children.length > 0 && (
          <Fact name={t('In it')}>
            {t('{0} entries, {1}', node.count, formatBytes(node.bytes))}
          </Fact>
        )}
      </dl>
    </section>
  );
}

const ways: Readonly<Record<WantedFile['how'], () => string>> = {
  difference: () => t('Compare with what it was'),
  content: () => t('Show what is in it'),
};

/** A fact, and what it was before where that was something else. */
function Was({ was, is }: { was: string | undefined; is: string }) {
  if (was === undefined || was === is) return <>{is}</>;
  return (
    <>
      <del>{was}</del> → {is}
    </>
  );
}

const bytesOf = (bytes: number): string =>
  bytes < 1024 ? formatBytes(bytes) : `${formatBytes(bytes)} (${bytes} B)`;

const modeWords = (file: Parameters<typeof modeOf>[0]): string =>
  `${modeOf(file)} (${file.mode.toString(8).padStart(4, '0')})`;
