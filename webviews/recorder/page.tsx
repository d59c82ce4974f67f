import { useEffect } from 'preact/hooks';
import { t } from '../../extension/core/base/l10n.ts';
import type { RecordingHead } from '../../extension/core/recorder/recording.ts';
import { announce, Announcer } from '../shared/page/announcer.tsx';
import { Banner, Failure } from '../shared/page/banner.tsx';
import { useHostState, useKept } from '../shared/page/host.ts';
import { Inline } from '../shared/page/inline.tsx';
import { mount } from '../shared/page/mount.tsx';
import { ProgressRing } from '../shared/page/ui.tsx';
import { Compared } from './page/compared.tsx';
import { Header } from './page/header.tsx';
import { host } from './page/host.ts';
import { List, lookOf, titleOf } from './page/list.tsx';
import { useRecording } from './page/loaded.ts';
import { RecordingView } from './page/recording.tsx';
import type { RecorderState } from './protocol.ts';
import './page.css';

function Recorder() {
  const state = useHostState(host);
  return (
    <>
      <Announcer />
      {state === undefined ? (
        <ProgressRing label={t('Looking for recordings…')} />
      ) : (
        <main>
          <h1 class="only-spoken">{t('Recorder')}</h1>
          {state.trouble !== undefined && (
            <Banner kind="error" message={state.trouble.message} fix={state.trouble.fix} />
          )}
          <Failure host={host} />
          {state.recordings.length === 0 ? <Empty state={state} /> : <View state={state} />}
        </main>
      )}
    </>
  );
}

function View({ state }: { state: RecorderState }) {
  const { recordings, others, focus, beside } = state;
  // Who has chosen nothing sees the newest, also when there is a newer one.
  const [kept, select] = useKept<string | undefined>(host, 'recording', undefined);
  const [other, compare] = useKept<string | undefined>(host, 'other', undefined);
  const head = recordings.find(({ id }) => id === kept) ?? recordings[0];
  const right = [...recordings, ...others].find(({ id }) => id === other);
  useEffect(() => {
    if (focus === undefined) return;
    compare(undefined);
    select(focus.recording === recordings[0]?.id ? undefined : focus.recording);
  }, [focus?.at]);
  useEffect(() => {
    if (beside !== undefined) compare(beside.recording);
  }, [beside?.at]);
  const sentence = head === undefined ? '' : `${titleOf(head)}: ${lookOf(head).word}`;
  useEffect(() => announce(sentence), [sentence]);
  if (head === undefined) return null;
  const canFocus = state.status === 'live';
  const choose = (id: string): void => {
    compare(undefined);
    select(id === recordings[0]?.id ? undefined : id);
  };
  return (
    <div class="columns">
      {state.status !== 'file' && (
        <List recordings={recordings} selected={head.id} onSelect={choose} />
      )}
      <div class="content">
        {right !== undefined && right.id !== head.id ? (
          <Compared
            key={`${head.id} ${right.id}`}
            {...{ left: head, right, canFocus }}
            onClose={() => compare(undefined)}
          />
        ) : (
          <One key={head.id} {...{ head, state, canFocus }} onSelect={choose} />
        )}
      </div>
    </div>
  );
}

function One(props: {
  head: RecordingHead;
  state: RecorderState;
  canFocus: boolean;
  onSelect: (id: string) => void;
}) {
  const { head, state, canFocus, onSelect } = props;
  const recording = useRecording(head);
  return (
    <>
      <Header
        {...{ head, onSelect }}
        recordings={state.recordings}
        isFile={state.status === 'file'}
      />
      {recording === undefined ? (
        <ProgressRing label={t('Reading the recording…')} />
      ) : (
        <RecordingView recording={recording} canFocus={canFocus} />
      )}
    </>
  );
}

/** Where recordings come from. */
function Empty({ state }: { state: RecorderState }) {
  if (state.status === 'unavailable') return null;
  return (
    <div class="empty">
      <h2>{t('Nothing recorded yet')}</h2>
      <p>
        {state.status === 'live'
          ? t('Type a command in the lab terminal: what it does is shown here while it happens.')
          : t('Open a lab: each command that you type in its terminal is recorded.')}
      </p>
      {state.status === 'live' && (
        <p>
          <Inline text={t('For example: `docker run hello-world`.')} />
        </p>
      )}
    </div>
  );
}

mount(() => <Recorder />);
