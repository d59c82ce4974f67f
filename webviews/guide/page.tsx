import { useEffect, useRef } from 'preact/hooks';
import { t } from '../../extension/core/base/l10n.ts';
import { Announcer } from '../shared/page/announcer.tsx';
import { Banner, Failure } from '../shared/page/banner.tsx';
import { useHostState, useKept } from '../shared/page/host.ts';
import { mount } from '../shared/page/mount.tsx';
import { Button, ProgressRing } from '../shared/page/ui.tsx';
import { Ask } from './page/ask.tsx';
import { Finish } from './page/finish.tsx';
import { Footer } from './page/footer.tsx';
import { host } from './page/host.ts';
import { StepHeader } from './page/header.tsx';
import { Tasks } from './page/tasks.tsx';
import { useTickAnnouncements } from './page/ticks.ts';
import { Prose, type ProseActions } from '../shared/page/prose.tsx';
import type { GuideState } from './protocol.ts';
import './page.css';

function Guide() {
  const state = useHostState(host);
  const [finished, setFinished] = useKept(host, 'finished', '');
  return (
    <>
      <Announcer />
      {state === undefined ? (
        <ProgressRing label={t('Opening the lab…')} />
      ) : (
        <Session
          state={state}
          isFinishPage={finished === state.session.sessionId}
          showFinishPage={(show) => setFinished(show ? state.session.sessionId : '')}
        />
      )}
    </>
  );
}

function Session(props: {
  state: GuideState;
  isFinishPage: boolean;
  showFinishPage: (show: boolean) => void;
}) {
  const { state, isFinishPage, showFinishPage } = props;
  const { session } = state;
  const step = session.steps[session.step];
  useTickAnnouncements(session);
  const heading = useHeadingFocus(isFinishPage ? 'finish' : (step?.id ?? ''));
  if (step === undefined) return null;

  const actions: ProseActions = {
    run: (text, guest) =>
      void host.send('type', { text, run: true, ...(guest === undefined ? {} : { guest }) }),
    copy: (text) => void host.send('copy', text),
    open: (href) => void host.send('open', href),
    ask: (node) => (
      <Ask
        key={node.id}
        node={node}
        actions={actions}
        question={step.questions.find(({ id }) => id === node.id)}
      />
    ),
  };
  return (
    <main>
      <StepHeader
        session={session}
        isFinishPage={isFinishPage}
        heading={heading}
        onGoTo={(index) => {
          showFinishPage(false);
          void host.send('goTo', index);
        }}
        onChangeMachine={() => void host.send('changeMachine', undefined)}
      />
      <Banners state={state} />
      {isFinishPage ? (
        <Finish state={state} />
      ) : (
        <>
          <article class="prose" aria-label={t('Instructions')}>
            <Prose nodes={state.prose} actions={actions} />
          </article>
          <Tasks tasks={step.tasks} />
        </>
      )}
      <Footer session={session} isFinishPage={isFinishPage} showFinishPage={showFinishPage} />
    </main>
  );
}

function Banners({ state: { session } }: { state: GuideState }) {
  return (
    <>
      {session.engine.status === 'down' && (
        <Banner kind="error" message={session.engine.message} fix={session.engine.fix}>
          <Button icon="refresh" onClick={() => void host.send('retryEngine', undefined)}>
            {t('Retry')}
          </Button>
        </Banner>
      )}
      {session.note !== undefined && <Banner kind="info" message={session.note} />}
      {session.trouble !== undefined && (
        <Banner kind="warning" message={session.trouble.message} fix={session.trouble.fix} />
      )}
      <Failure host={host} />
    </>
  );
}

/** Turning to another page puts the keyboard and the view at its heading; the first page leaves both alone. */
function useHeadingFocus(page: string) {
  const heading = useRef<HTMLHeadingElement>(null);
  const before = useRef(page);
  useEffect(() => {
    if (before.current === page) return;
    before.current = page;
    window.scrollTo(0, 0);
    heading.current?.focus();
  }, [page]);
  return heading;
}

mount(() => <Guide />);
