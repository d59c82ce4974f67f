import { t } from '../../extension/core/base/l10n.ts';
import type { Finding } from '../../extension/core/doctor/finding.ts';
import { Announcer } from '../shared/page/announcer.tsx';
import { Failure } from '../shared/page/banner.tsx';
import { CodeBlock } from '../shared/page/code.tsx';
import { openHost, useHostState } from '../shared/page/host.ts';
import { Icon, type Tone } from '../shared/page/icon.tsx';
import { mount } from '../shared/page/mount.tsx';
import { Foreign } from '../shared/page/text.tsx';
import { Button, ProgressRing } from '../shared/page/ui.tsx';
import type { DoctorRequests, DoctorState } from './protocol.ts';
import './page.css';

const host = openHost<DoctorRequests, DoctorState>();

function Doctor() {
  const state = useHostState(host);
  return (
    <main>
      <Announcer />
      <header>
        <h1>{t('Check This Machine')}</h1>
        <Button
          icon="refresh"
          isDisabled={state?.status !== 'ready'}
          onClick={() => void host.send('lookAgain', undefined)}
        >
          {t('Look again')}
        </Button>
      </header>
      <Failure host={host} />
      {state === undefined || (state.status === 'looking' && state.findings.length === 0) ? (
        <ProgressRing label={t('Looking at this machine…')} />
      ) : (
        <>
          <p class="quiet">{summary(state.findings)}</p>
          <ul class="findings">
            {state.findings.map((finding) => (
              <FindingView key={finding.id} finding={finding} />
            ))}
          </ul>
        </>
      )}
    </main>
  );
}

function FindingView({ finding }: { finding: Finding }) {
  const { icon, tone, word } = looks[finding.status];
  const { fix } = finding;
  const command = fix?.command;
  return (
    <li class="finding">
      <Icon name={icon} tone={tone} />
      <div>
        <h2>
          <Foreign text={finding.title} /> <span class="quiet word">{word()}</span>
        </h2>
        <p>
          <Foreign text={finding.found} />
        </p>
        {finding.consequence !== '' && (
          <p>
            <Foreign text={finding.consequence} />
          </p>
        )}
        {fix !== undefined && (
          <p class="quiet">
            <Foreign text={fix.text} />
          </p>
        )}
        {command !== undefined && (
          <div class="fix">
            <CodeBlock text={command} onCopy={(text) => void host.send('copy', text)} />
            <Button icon="terminal" onClick={() => void host.send('fix', finding.id)}>
              {t('Run in a terminal')}
            </Button>
          </div>
        )}
      </div>
    </li>
  );
}

function summary(findings: readonly Finding[]): string {
  const wanting = findings.filter(({ status }) => status !== 'ok').length;
  if (wanting === 0) return t('Everything that the labs need is here.');
  return wanting === 1 ? t('1 thing needs attention.') : t('{0} things need attention.', wanting);
}

const looks: Record<Finding['status'], { icon: string; tone: Tone; word: () => string }> = {
  ok: { icon: 'pass-filled', tone: 'good', word: () => t('OK') },
  degraded: { icon: 'warning', tone: 'warning', word: () => t('Works with limits') },
  missing: { icon: 'error', tone: 'bad', word: () => t('Missing') },
};

mount(() => <Doctor />);
