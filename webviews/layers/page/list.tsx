import { t } from '../../../extension/core/base/l10n.ts';
import { shortIds } from '../../../extension/core/base/shortIds.ts';
import { formatBytes } from '../../shared/format.ts';
import { SideList } from '../../shared/page/sideList.tsx';
import { legible } from '../../shared/page/text.tsx';
import type { ListedImage } from '../protocol.ts';

/** The engine's images, to choose which one is looked into; where there is no room for a list, in one line. */
export function Images(props: {
  images: readonly ListedImage[];
  selected: string | undefined;
  onSelect: (id: string) => void;
}) {
  const { images, selected, onSelect } = props;
  const items = images.map((image) => ({
    id: image.id,
    icon: image.isOwn ? 'star-full' : 'package',
    tone: 'quiet' as const,
    name: nameOf(image),
    more: <span class="quiet list-more">{moreOf(image)}</span>,
  }));
  return (
    <>
      <SideList label={t('Images')} items={items} selected={selected} onSelect={onSelect} />
      <select
        aria-label={t('Image')}
        value={selected ?? ''}
        onChange={(event) => onSelect(event.currentTarget.value)}
      >
        {selected === undefined && <option value="">{t('Choose an image')}</option>}
        {images.map((image) => (
          <option key={image.id} value={image.id}>
            {legible(`${nameOf(image)} · ${moreOf(image)}`)}
          </option>
        ))}
      </select>
    </>
  );
}

/** Its first tag, or the beginning of its ID. */
export const nameOf = ({ tags, id }: Pick<ListedImage, 'tags' | 'id'>): string =>
  tags[0] ?? shortIds(id.replace(/^sha256:/, ''));

const moreOf = ({ sizeBytes, layers, isOwn }: ListedImage): string =>
  [
    formatBytes(sizeBytes),
    layers.length === 1 ? t('1 layer') : t('{0} layers', layers.length),
    ...(isOwn ? [t('made in this lab')] : []),
  ].join(' · ');
