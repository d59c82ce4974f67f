import { useRef } from 'preact/hooks';
import { t } from '../../../extension/core/base/l10n.ts';
import { formatBytes } from '../../shared/format.ts';
import { Icon } from '../../shared/page/icon.tsx';
import { Foreign } from '../../shared/page/text.tsx';
import type { ImagePicture, LayerPicture, ListedImage } from '../protocol.ts';
import { nameOf } from './list.tsx';
import { changeLooks } from './looks.ts';

/** The layers from the lowest up, as the Dockerfile made them; what made no layer stands where it was said. */
export function Stack(props: {
  picture: ImagePicture;
  /** The engine's other images, which may have the same layers. */
  others: readonly ListedImage[];
  chosen: number;
  onChoose: (layer: number) => void;
}) {
  const { picture, others, chosen, onChoose } = props;
  const list = useRef<HTMLOListElement>(null);
  const total = picture.layers.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const onKey = (event: KeyboardEvent): void => {
    const last = picture.layers.length - 1;
    const next = { ArrowDown: chosen + 1, ArrowUp: chosen - 1, Home: 0, End: last }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const layer = Math.min(Math.max(next, 0), last);
    onChoose(layer);
    list.current?.querySelectorAll<HTMLElement>('button')[layer]?.focus();
  };
  const emptyAt = (before: number) =>
    picture.empty
      .filter((line) => line.before === before)
      .map(({ instruction }, index) => (
        <li key={`empty-${before}-${index}`} class="no-layer quiet">
          <Foreign text={instruction} />
        </li>
      ));
  return (
    <ol class="stack" aria-label={t('Layers, the lowest first')} ref={list} onKeyDown={onKey}>
      {emptyAt(0)}
      {picture.layers.flatMap((layer, index) => [
        <li key={index}>
          <button
            type="button"
            class="layer"
            aria-pressed={index === chosen}
            tabIndex={index === chosen ? 0 : -1}
            onClick={() => onChoose(index)}
          >
            <OneLayer
              {...{ layer, index, total }}
              shared={others.filter(({ layers }) => layers.includes(layer.diffId))}
            />
          </button>
        </li>,
        ...emptyAt(index + 1),
      ])}
    </ol>
  );
}

function OneLayer(props: {
  layer: LayerPicture;
  index: number;
  total: number;
  shared: readonly ListedImage[];
}) {
  const { layer, index, total, shared } = props;
  const share = total === 0 ? 0 : layer.sizeBytes / total;
  return (
    <>
      <span class="layer-number">{index + 1}</span>
      <code class="layer-instruction">
        <Foreign text={layer.instruction || t('(its history does not say)')} />
      </code>
      <span class="layer-size">{formatBytes(layer.sizeBytes)}</span>
      <span class="share" aria-hidden="true">
        {share > 0 && <span style={{ width: `${share * 100}%` }} />}
      </span>
      <span class="layer-facts">
        <span class="quiet">{percentOf(share)}</span>
        {kinds.map((kind) => (
          <span key={kind} class={layer.counts[kind] === 0 ? 'quiet' : kind}>
            <span aria-hidden="true">
              {changeLooks[kind].sign}
              {layer.counts[kind]}
            </span>
            <span class="only-spoken">{`${layer.counts[kind]} ${changeLooks[kind].word()}, `}</span>
          </span>
        ))}
        {layer.wastedBytes > 0 && (
          <span class="wasted">
            <Icon name="trash" /> {t('{0} wasted', formatBytes(layer.wastedBytes))}
          </span>
        )}
        {shared.length > 0 && (
          <span class="shared quiet">
            <Icon name="link" /> <Foreign text={sharedWith(shared)} />
          </span>
        )}
      </span>
    </>
  );
}

/** The stack as a table. */
export function StackTable({
  picture,
  others,
}: Pick<Parameters<typeof Stack>[0], 'picture' | 'others'>) {
  const total = picture.layers.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const heads = [
    ...['', t('Size'), t('Share'), ...kinds.map((kind) => changeLooks[kind].word())],
    ...[t('Wasted'), t('Instruction'), t('Shared with')],
  ];
  return (
    <details class="as-table">
      <summary>{t('The same as a table')}</summary>
      <div class="scroll" tabIndex={0} role="region" aria-label={t('The layers as a table')}>
        <table>
          <thead>
            <tr>
              {heads.map((head, index) =>
                head === '' ? <td key={index} /> : <th key={index}>{head}</th>,
              )}
            </tr>
          </thead>
          <tbody>
            {picture.layers.map((layer, index) => (
              <tr key={index}>
                <th scope="row">{index + 1}</th>
                <td>{formatBytes(layer.sizeBytes)}</td>
                <td>{percentOf(total === 0 ? 0 : layer.sizeBytes / total)}</td>
                {kinds.map((kind) => (
                  <td key={kind}>{layer.counts[kind]}</td>
                ))}
                <td>{formatBytes(layer.wastedBytes)}</td>
                <td>
                  <Foreign text={layer.instruction} />
                </td>
                <td>
                  <Foreign
                    text={others
                      .filter(({ layers }) => layers.includes(layer.diffId))
                      .map(nameOf)
                      .join(', ')}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
  );
}

const kinds = ['added', 'changed', 'removed'] as const;

const percentOf = (share: number): string =>
  share > 0 && share < 0.01 ? '< 1 %' : `${Math.round(share * 100)} %`;

function sharedWith(images: readonly ListedImage[]): string {
  const [first, ...more] = images;
  if (first === undefined) return '';
  return more.length === 0
    ? t('shared with {0}', nameOf(first))
    : t('shared with {0} and {1} more', nameOf(first), more.length);
}
