import type { Ref } from 'preact';
import { t } from '../../../extension/core/base/l10n.ts';
import { shortIds } from '../../../extension/core/base/shortIds.ts';
import { timeOffset } from '../../../extension/core/base/timeOffset.ts';
import type {
  ApiEntry,
  Entry,
  KernelEntry,
  ProgramEntry,
  Recording,
} from '../../../extension/core/recorder/recording.ts';
import { formatBytes, formatDuration } from '../../shared/format.ts';
import { Banner } from '../../shared/page/banner.tsx';
import { Fact } from '../../shared/page/fact.tsx';
import { useRequest } from '../../shared/page/host.ts';
import { Icon } from '../../shared/page/icon.tsx';
import { Inline } from '../../shared/page/inline.tsx';
import { Foreign, legible } from '../../shared/page/text.tsx';
import { host } from './host.ts';
import { labelOf } from './label.ts';
import { looks } from './lanes.ts';
import { targetOf } from './target.ts';
import { Tree } from './tree.tsx';

/** What is known of one entry: a sentence that explains it, and its facts. */
export function Details(props: {
  entry: Entry;
  recording: Pick<Recording, 'id' | 'machine'>;
  /** Whether what it is about may still be there, on this machine. */
  canFocus: boolean;
  /** Gets the keyboard when the person wants to read. */
  focusRef: Ref<HTMLElement>;
  onLeave: () => void;
}) {
  const { entry, recording, canFocus, focusRef, onLeave } = props;
  const target = canFocus ? targetOf(entry, recording) : undefined;
  const asked = useRequest(`${recording.id} ${entry.id}`, entry, (_, signal) =>
    host.request('explain', { recording: recording.id, entry }, signal),
  );
  const manual = asked.value?.manual;
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
        <Icon name={looks[entry.lane].icon} /> <Foreign text={labelOf(entry).head} />
      </h3>
      {asked.value !== undefined && (
        <p class="explanation">
          <Inline text={asked.value.sentence} />{' '}
          {manual !== undefined && (
            <a
              href={manual.url}
              onClick={(event) => {
                event.preventDefault();
                void host.send('open', manual.url);
              }}
            >
              {manual.name}
            </a>
          )}
        </p>
      )}
      {asked.failure !== undefined && (
        <Banner kind="warning" message={asked.failure.message} fix={asked.failure.fix} />
      )}
      {target !== undefined && (
        <p>
          <button type="button" class="link" onClick={() => void host.send('focus', target)}>
            {t('Show in Isolation')}
          </button>
        </p>
      )}
      <dl class="facts">
        <Fact name={t('Time')}>
          {timeOffset(entry.at)}
          {entry.tookMs !== undefined && t(', took {0}', formatDuration(entry.tookMs))}
        </Fact>
        {entry.lane === 'api' && <ApiFacts entry={entry} />}
        {entry.lane === 'programs' && <ProgramFacts entry={entry} />}
        {entry.lane === 'kernel' && <KernelFacts entry={entry} />}
        {entry.lane === 'changes' && !entry.isTied && (
          <Fact name={t('By')}>
            {t('Nothing ties it to this command: it changed at that time.')}
          </Fact>
        )}
        {entry.container !== undefined && (
          <Fact name={t('Container')}>
            <Code text={shortIds(entry.container)} />
          </Fact>
        )}
      </dl>
      {entry.lane === 'api' && entry.request !== undefined && (
        <Body title={t('What was asked')} value={entry.request} />
      )}
      {entry.lane === 'api' && entry.answer !== undefined && (
        <Body title={t('What was answered')} value={entry.answer} />
      )}
      {entry.lane === 'kernel' && <Folded entry={entry} />}
    </section>
  );
}

function ApiFacts({ entry }: { entry: ApiEntry }) {
  const { method, path, query, status, sentBytes, receivedBytes, upgrade, created, note } = entry;
  return (
    <>
      <Fact name={t('Call')}>
        <Code text={`${method} ${path}`} />
      </Fact>
      {Object.entries(query).map(([name, value]) => (
        <Fact key={name} name={name}>
          <Code text={value} />
        </Fact>
      ))}
      <Fact name={t('Status')}>
        {status === undefined ? t('no answer yet') : status}
        {upgrade !== undefined && t(', the connection became {0}', legible(upgrade))}
      </Fact>
      <Fact name={t('Bytes')}>
        {t('{0} sent, {1} received', formatBytes(sentBytes), formatBytes(receivedBytes))}
      </Fact>
      {created.map(({ kind, id, name }) => (
        <Fact key={kind + id + name} name={t('Made')}>
          {kinds[kind]()} <Foreign text={name} /> <Code text={shortIds(id)} />
        </Fact>
      ))}
      {note !== undefined && (
        <Fact name={t('Not heard')}>
          <Inline text={note} />
        </Fact>
      )}
    </>
  );
}

function ProgramFacts({ entry: { pid, parentPid, path, args } }: { entry: ProgramEntry }) {
  return (
    <>
      <Fact name={t('Program')}>
        <Code text={path} />
      </Fact>
      {args !== undefined && (
        <Fact name={t('Arguments')}>
          <ol class="args">
            {args.map((arg, index) => (
              <li key={index}>
                <Code text={arg} />
              </li>
            ))}
          </ol>
        </Fact>
      )}
      <Fact name={t('PID')}>
        {pid}
        {parentPid !== undefined && t(', started by {0}', parentPid)}
      </Fact>
    </>
  );
}

function KernelFacts({ entry: { pid, name, args, flags, result, error } }: { entry: KernelEntry }) {
  return (
    <>
      <Fact name={t('Process')}>
        <Foreign text={name} /> {t('PID {0}', pid)}
      </Fact>
      {flags.length > 0 && (
        <Fact name={t('Flags')}>
          <span class="flags">
            {flags.map((flag) => (
              <Code key={flag} text={flag} />
            ))}
          </span>
        </Fact>
      )}
      {Object.entries(args)
        .filter(([, value]) => value !== flags.join('|'))
        .map(([key, value]) => (
          <Fact key={key} name={key}>
            <Code text={value} />
          </Fact>
        ))}
      {(result !== undefined || error !== undefined) && (
        <Fact name={t('Result')}>
          {error !== undefined && <Icon name="error" tone="bad" />} {result}{' '}
          <Foreign text={error ?? ''} />
        </Fact>
      )}
    </>
  );
}

/** The calls of the same kind that stand behind one entry. */
function Folded({ entry: { folded, inside = [] } }: { entry: KernelEntry }) {
  if (folded === undefined) return null;
  return (
    <details class="branch">
      <summary>{t('{0} of the same kind, one after the other', folded)}</summary>
      <ul class="inside">
        {inside.map(({ at, pid, args }, index) => (
          <li key={index}>
            {timeOffset(at)} · {t('PID {0}', pid)}{' '}
            <Foreign
              class="quiet"
              text={Object.entries(args)
                .map(([name, value]) => `${name}=${value}`)
                .join(' ')}
            />
          </li>
        ))}
        {folded > inside.length && (
          <li class="quiet">{t('and {0} more', folded - inside.length)}</li>
        )}
      </ul>
    </details>
  );
}

function Body({ title, value }: { title: string; value: unknown }) {
  return (
    <div class="body">
      <Tree name={title} value={value} isOpen />
    </div>
  );
}

const Code = ({ text }: { text: string }) => (
  <code>
    <Foreign text={text} />
  </code>
);

const kinds = {
  container: () => t('container'),
  network: () => t('network'),
  volume: () => t('volume'),
  image: () => t('image'),
  service: () => t('service'),
  secret: () => t('secret'),
  config: () => t('config'),
  swarm: () => t('swarm'),
};
