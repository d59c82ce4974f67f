import { t } from '../../extension/core/base/l10n.ts';
import { Announcer } from '../shared/page/announcer.tsx';
import { Banner, Failure } from '../shared/page/banner.tsx';
import { useHostState } from '../shared/page/host.ts';
import { Icon } from '../shared/page/icon.tsx';
import { mount } from '../shared/page/mount.tsx';
import { Foreign } from '../shared/page/text.tsx';
import { ProgressRing } from '../shared/page/ui.tsx';
import { Chooser } from './page/chooser.tsx';
import { host } from './page/host.ts';
import { Numbers } from './page/numbers.tsx';
import { PanelView } from './page/panel.tsx';
import { panels } from './page/panels.ts';
import type { MetersState } from './protocol.ts';
import './page.css';

function Meters() {
  const state = useHostState(host);
  return (
    <>
      <Announcer />
      {state === undefined || state.status === 'reading' ? (
        <ProgressRing label={t('Reading cgroups…')} />
      ) : (
        <View state={state} />
      )}
    </>
  );
}

function View({ state }: { state: MetersState }) {
  return (
    <main>
      <h1 class="only-spoken">{t('Meters')}</h1>
      {state.trouble !== undefined && (
        <Banner kind="error" message={state.trouble.message} fix={state.trouble.fix} />
      )}
      <Failure host={host} />
      <div class="columns">
        <Chooser state={state} />
        <div class="content">
          {state.meters.length === 0 ? (
            <p class="quiet">{t('Choose a cgroup to see its meters.')}</p>
          ) : (
            <>
              <div class="panels">
                {panels.map((panel) => (
                  <PanelView key={panel.line} panel={panel} state={state} />
                ))}
              </div>
              <Marks marks={state.marks} />
              <Numbers meters={state.meters} />
            </>
          )}
        </div>
      </div>
    </main>
  );
}

/** What the marks on the charts say, newest first. */
function Marks({ marks }: Pick<MetersState, 'marks'>) {
  if (marks.length === 0) return null;
  return (
    <section aria-labelledby="marks">
      <h2 id="marks">{t('What happened')}</h2>
      <ul class="marks">
        {marks.toReversed().map((mark) => (
          <li key={`${mark.at} ${mark.text}`}>
            <Icon
              name={mark.kind === 'oom' ? 'error' : 'warning'}
              tone={mark.kind === 'oom' ? 'bad' : 'warning'}
            />
            <time class="quiet">{new Date(mark.at).toLocaleTimeString()}</time>
            <Foreign text={mark.text} />
          </li>
        ))}
      </ul>
    </section>
  );
}

mount(() => <Meters />);
