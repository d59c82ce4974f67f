import { Fragment, type ComponentChildren } from 'preact';
import { t } from '../../../extension/core/base/l10n.ts';
import type { IdMapLine, Mount, Seen } from '../../../extension/core/kernel/model.ts';
import { Banner } from '../../shared/page/banner.tsx';
import { useRequest } from '../../shared/page/host.ts';
import { Foreign } from '../../shared/page/text.tsx';
import type { IsolationDetails, IsolationProcess } from '../protocol.ts';
import { host } from './host.ts';

/** What the kernel says of one process; asked for again when `version` changes. */
export function Details(props: {
  pid: number;
  title: string;
  process: IsolationProcess | undefined;
  version: unknown;
}) {
  const { pid, title, process, version } = props;
  const asked = useRequest(pid, version, (wanted, signal) =>
    host.request('details', wanted, signal),
  );
  return (
    <section class="details" aria-labelledby="details">
      <h2 id="details">
        <Foreign text={title} /> <span class="quiet">{t('PID {0}', pid)}</span>
      </h2>
      {asked.failure !== undefined && (
        <Banner kind="warning" message={asked.failure.message} fix={asked.failure.fix} />
      )}
      {asked.value === undefined ? (
        !asked.isWaiting &&
        asked.failure === undefined && <p class="quiet">{t('This process has ended.')}</p>
      ) : (
        <Facts answer={asked.value} process={process} />
      )}
    </section>
  );
}

function Facts(props: { answer: IsolationDetails; process: IsolationProcess | undefined }) {
  const { answer, process } = props;
  const { details, cgroup, network } = answer;
  return (
    <dl class="facts">
      {process !== undefined && (
        <>
          <Fact name={t('Command')}>
            <code>
              <Foreign text={process.commandLine || process.name} />
            </code>
          </Fact>
          <Fact name={t('PID inside')}>{process.insidePid}</Fact>
          <Fact name={t('User ID')}>{process.userId}</Fact>
        </>
      )}
      <Fact name={t('cgroup')}>
        {cgroup === undefined ? (
          t('not visible')
        ) : (
          <>
            <code>
              <Foreign text={cgroup.path} />
            </code>
            <ul>
              {cgroup.limits.map((limit) => (
                <li key={limit.name} title={limit.source}>
                  {limit.name}: {limit.value}
                </li>
              ))}
            </ul>
          </>
        )}
      </Fact>
      <Fact name={t('Root')}>
        <Shown fact={details.root} show={(root) => <Foreign text={root} />} />
      </Fact>
      <Fact name={t('Mounts')}>
        <Shown fact={details.mounts} show={(mounts) => <Mounts mounts={mounts} />} />
      </Fact>
      <Fact name={t('User IDs')}>
        <Shown
          fact={details.uidMap}
          show={(lines) => (
            <ul>
              {lines.map((line) => (
                <li key={line.inside}>{mapSentence(line)}</li>
              ))}
            </ul>
          )}
        />
      </Fact>
      <Fact name={t('Capabilities')}>
        <Shown
          fact={details.capabilities}
          show={({ effective, bounding }) => (
            <>
              {effective.length === 0
                ? t('none in effect, at most {0}', bounding.length)
                : t('{0} in effect, at most {1}', effective.length, bounding.length)}
              {effective.length > 0 && <div class="names quiet">{effective.join(', ')}</div>}
            </>
          )}
        />
      </Fact>
      <Fact name={t('seccomp')}>
        <Shown
          fact={details.seccomp}
          show={({ mode, filters }) =>
            mode === 'filter'
              ? t('on, number of filters: {0}', filters)
              : mode === 'strict'
                ? t('strict')
                : t('off')
          }
        />
      </Fact>
      <Fact name={t('May gain privileges')}>
        <Shown fact={details.noNewPrivileges} show={(isSet) => (isSet ? t('no') : t('yes'))} />
      </Fact>
      {network !== undefined && (
        <Fact name={t('Network')}>
          <Shown
            fact={network.interfaces}
            show={(interfaces) => (
              <ul>
                {interfaces.map((each) => (
                  <li key={each.index}>
                    <Foreign text={each.name} />{' '}
                    <span class="quiet">
                      {[each.kind, each.state, ...each.addresses].join(', ')}
                    </span>
                  </li>
                ))}
              </ul>
            )}
          />
        </Fact>
      )}
    </dl>
  );
}

/** One line of /proc/PID/uid_map (user_namespaces(7)); 4294967295 from 0 is every ID there is. */
function mapSentence({ inside, outside, count }: IdMapLine): string {
  return inside === 0 && outside === 0 && count === 4294967295
    ? t('the same inside and outside')
    : t('{0} inside is {1} outside, and so on for {2} IDs', inside, outside, count);
}

/** Overlays with their layers first; the many others behind one line. */
function Mounts({ mounts }: { mounts: readonly Mount[] }) {
  const overlays = mounts.filter(({ overlay }) => overlay !== undefined);
  const others = mounts.filter(({ overlay }) => overlay === undefined);
  return (
    <>
      {overlays.map((mount) => (
        <dl key={mount.id} class="overlay">
          <dt>{t('overlay on')}</dt>
          <dd>
            <Foreign text={mount.target} />
          </dd>
          <dt>{t('upper')}</dt>
          <dd>
            {mount.overlay?.upper === undefined ? (
              t('none: read-only')
            ) : (
              <Foreign text={mount.overlay.upper} />
            )}
          </dd>
          {mount.overlay?.lowers.map((lower, index) => (
            <Fragment key={lower}>
              <dt>{t('lower {0}', index + 1)}</dt>
              <dd>
                <Foreign text={lower} />
              </dd>
            </Fragment>
          ))}
        </dl>
      ))}
      <details>
        <summary>
          {others.length === 1 ? t('1 other mount') : t('{0} other mounts', others.length)}
        </summary>
        <ul>
          {others.map((mount) => (
            <li key={mount.id}>
              <Foreign text={mount.target} />{' '}
              <span class="quiet">
                {mount.type}, <Foreign text={mount.source} />
              </span>
            </li>
          ))}
        </ul>
      </details>
    </>
  );
}

function Fact({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Shown<T>({ fact, show }: { fact: Seen<T>; show: (value: T) => ComponentChildren }) {
  if (fact.seen) return <>{show(fact.value)}</>;
  return <span class="quiet">{t('not visible: {0}', fact.reason)}</span>;
}
