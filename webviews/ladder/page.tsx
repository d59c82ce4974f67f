import { useEffect } from 'preact/hooks';
import { t } from '../../extension/core/base/l10n.ts';
import { formatBytes, formatDuration } from '../shared/format.ts';
import { announce, Announcer } from '../shared/page/announcer.tsx';
import { Failure } from '../shared/page/banner.tsx';
import { useHostState } from '../shared/page/host.ts';
import { mount } from '../shared/page/mount.tsx';
import { Button, ProgressRing } from '../shared/page/ui.tsx';
import { Bars } from './page/bars.tsx';
import { host } from './page/host.ts';
import { medianOf, memorySteps, timeSteps } from './page/scale.ts';
import { Table } from './page/table.tsx';
import { words } from './page/words.ts';
import type { LadderState } from './protocol.ts';
import './page.css';

function LadderPage() {
  const state = useHostState(host);
  return (
    <main>
      <Announcer />
      <header>
        <h1>{t('The isolation ladder of this machine')}</h1>
        {state !== undefined && <Actions state={state} />}
      </header>
      <p class="quiet">
        {t('The same small program, isolated in one way after the other, as this machine does it.')}
      </p>
      <Failure host={host} />
      {state !== undefined && <View state={state} />}
    </main>
  );
}

function Actions({ state }: { state: LadderState }) {
  if (state.status === 'measuring') {
    return (
      <Button icon="close" onClick={() => void host.send('cancel', undefined)}>
        {t('Cancel')}
      </Button>
    );
  }
  return (
    <Button
      icon="run-all"
      kind={state.status === 'empty' ? 'primary' : 'secondary'}
      onClick={() => void host.send('measure', undefined)}
    >
      {state.status === 'empty' ? t('Measure') : t('Measure again')}
    </Button>
  );
}

function View({ state: { status, ladder, at, making = '' } }: { state: LadderState }) {
  const rungs = ladder?.rungs ?? [];
  const doing = at === undefined ? t('Getting ready…') : t('Measuring: {0}…', words[at].title());
  useEffect(() => {
    if (status === 'ready') announce(t('Measured.'));
  }, [ladder?.at, status]);
  return (
    <>
      {status === 'empty' && (
        <p>{t('Nothing was measured yet. It takes a minute or two; VMs boot several times.')}</p>
      )}
      {status === 'measuring' && (
        <ProgressRing
          label={[doing, t('{0} of {1}', rungs.length, Object.keys(words).length), making].join(
            ' ',
          )}
        />
      )}
      {status === 'ready' && ladder !== undefined && (
        <p class="quiet">{t('Measured {0}', new Date(ladder.at).toLocaleString())}</p>
      )}
      {rungs.length > 0 && (
        <>
          <div class="pictures">
            <Bars
              id="start"
              title={t('From the request to its first line')}
              rungs={rungs}
              read={({ startMs }) => ({ middle: medianOf(startMs), all: startMs })}
              steps={timeSteps}
              format={formatDuration}
            />
            <Bars
              id="memory"
              title={t('Memory that it takes')}
              rungs={rungs}
              read={({ memoryBytes }) => ({ middle: memoryBytes, all: [memoryBytes] })}
              steps={memorySteps}
              format={formatBytes}
            />
          </div>
          <p class="quiet">
            {t(
              'The scales are logarithmic: each line to the right is 10 times as long, or 8 times as much.',
            )}
          </p>
          <Table rungs={rungs} />
        </>
      )}
    </>
  );
}

mount(() => <LadderPage />);
