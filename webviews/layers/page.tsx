import { useEffect, useState } from 'preact/hooks';
import { t } from '../../extension/core/base/l10n.ts';
import { formatBytes } from '../shared/format.ts';
import { announce, Announcer } from '../shared/page/announcer.tsx';
import { Banner, Failure } from '../shared/page/banner.tsx';
import { useHostState, useKept, useRequest } from '../shared/page/host.ts';
import { Inline } from '../shared/page/inline.tsx';
import { mount } from '../shared/page/mount.tsx';
import { Foreign } from '../shared/page/text.tsx';
import { Button, ProgressRing } from '../shared/page/ui.tsx';
import { Files } from './page/files.tsx';
import { host } from './page/host.ts';
import { Images, nameOf } from './page/list.tsx';
import { Stack, StackTable } from './page/stack.tsx';
import type { ImagePicture, LayersState, ListedImage } from './protocol.ts';
import './page.css';

function Layers() {
  const state = useHostState(host);
  return (
    <>
      <Announcer />
      {state === undefined || state.status === 'looking' ? (
        <ProgressRing label={t('Looking for images…')} />
      ) : (
        <main>
          <h1 class="only-spoken">{t('Layers')}</h1>
          <Failure host={host} />
          {state.trouble !== undefined && (
            <Banner kind="error" message={state.trouble.message} fix={state.trouble.fix}>
              <Button onClick={() => void host.send('look', undefined)}>{t('Look again')}</Button>
            </Banner>
          )}
          {state.images.length > 0 && <View state={state} />}
          {state.images.length === 0 && state.status === 'ready' && <Empty />}
        </main>
      )}
    </>
  );
}

function View({ state }: { state: LayersState }) {
  const { images, focus } = state;
  const [kept, select] = useKept<string | undefined>(host, 'image', undefined);
  useEffect(() => {
    if (focus !== undefined) select(focus.image);
  }, [focus?.at]);
  // To read an image takes as long as to save it: only what the lab itself made is read without being asked.
  const image = images.find(({ id }) => id === kept) ?? images.find(({ isOwn }) => isOwn);
  return (
    <div class="columns">
      <Images images={images} selected={image?.id} onSelect={select} />
      <div class="content">
        {image === undefined ? (
          <div class="empty">
            <h2>{t('Which image?')}</h2>
            <p>
              {t(
                'Choose one to see its layers. It is read once, which takes as long as saving it; what was read is kept.',
              )}
            </p>
          </div>
        ) : (
          <Image key={image.id} image={image} state={state} />
        )}
      </div>
    </div>
  );
}

function Image({ image, state }: { image: ListedImage; state: LayersState }) {
  const [isGivenUp, giveUp] = useState(false);
  const asked = useRequest(isGivenUp ? undefined : image.id, '', (id, signal) =>
    host.request('image', id, signal),
  );
  const bytes = state.reading?.image === image.id ? state.reading.bytes : undefined;
  const picture = asked.value;
  return (
    <>
      <header>
        <h2>
          <Foreign text={nameOf(image)} />
        </h2>
        {picture !== undefined && (
          <p class="quiet facts-line">
            <Foreign text={factsOf(picture)} />
          </p>
        )}
      </header>
      {isGivenUp && (
        <Banner kind="info" message={t('The image was not read.')}>
          <Button onClick={() => giveUp(false)}>{t('Read it')}</Button>
        </Banner>
      )}
      {asked.failure !== undefined && (
        <Banner kind="error" message={asked.failure.message} fix={asked.failure.fix} />
      )}
      {asked.isWaiting && (
        <div class="reading">
          <ProgressRing
            label={
              bytes === undefined
                ? t('Reading the layers…')
                : t(
                    'Reading the layers: {0} of about {1}…',
                    formatBytes(bytes),
                    formatBytes(Math.max(image.sizeBytes, bytes)),
                  )
            }
          />
          <Button
            onClick={() => {
              giveUp(true);
              void host.send('giveUp', undefined);
            }}
          >
            {t('Give up')}
          </Button>
        </div>
      )}
      {picture !== undefined && <Whole image={image} others={state.images} picture={picture} />}
    </>
  );
}

function Whole(props: {
  image: ListedImage;
  others: readonly ListedImage[];
  picture: ImagePicture;
}) {
  const { image, picture } = props;
  const others = props.others.filter(({ id }) => id !== image.id);
  const [kept, keep] = useKept<{ of: string; layer: number } | undefined>(host, 'layer', undefined);
  const chosen = kept?.of === image.id ? kept.layer : picture.layers.length - 1;
  const choose = (layer: number): void => keep({ of: image.id, layer });
  const sentence = factsOf(picture);
  useEffect(() => announce(`${nameOf(image)}: ${sentence}`), [sentence]);
  if (picture.layers.length === 0) return <p class="quiet">{t('This image has no layer.')}</p>;
  return (
    <div class="both">
      <div class="stack-side">
        <Stack {...{ picture, others, chosen }} onChoose={choose} />
        <StackTable {...{ picture, others }} />
      </div>
      <Files image={image.id} layer={chosen} />
    </div>
  );
}

function factsOf({ platform, layers }: ImagePicture): string {
  const total = layers.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const wasted = layers.reduce((sum, { wastedBytes }) => sum + wastedBytes, 0);
  return [
    platform,
    layers.length === 1 ? t('1 layer') : t('{0} layers', layers.length),
    formatBytes(total),
    t('{0} wasted', formatBytes(wasted)),
  ].join(' · ');
}

/** Where images come from. */
function Empty() {
  return (
    <div class="empty">
      <h2>{t('No image yet')}</h2>
      <p>
        <Inline
          text={t('The engine has no image. `docker build` makes one, `docker pull` gets one.')}
        />
      </p>
    </div>
  );
}

mount(() => <Layers />);
