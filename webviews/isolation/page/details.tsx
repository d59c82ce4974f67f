import { Fragment, type ComponentChildren } from 'preact';
import { t } from '../../../extension/core/base/l10n.ts';
import type { IdMapLine, Mount, Seen } from '../../../extension/core/kernel/model.ts';
import { Banner } from '../../shared/page/banner.tsx';
import { Fact } from '../../shared/page/fact.tsx';
import { useRequest } from '../../shared/page/host.ts';
import { Foreign } from '../../shared/page/text.tsx';
import type { IsolationColumn, IsolationDetails, IsolationProcess } from '../protocol.ts';
import { processTarget } from '../target.ts';
import type { Selection } from './focus.ts';
import { host } from './host.ts';

/** What the kernel says of one process; asked for again when `version` changes. */
export function Details(props: {
  selection: Selection;
  title: string;
  process: IsolationProcess | undefined;
  /** The column of the guest that the process is in, or whose machine it is. */
  guest: IsolationColumn | undefined;
  version: unknown;
  onFocus: (target: string) => void;
}) {
  const { title, process, guest, version, onFocus } = props;
  const { kernel, pid } = props.selection;
  const asked = useRequest(processTarget(kernel, pid), version, (_, signal) =>
    host.request('details', { kernel, pid }, signal),
  );
  return (
    <section class="details" aria-labelledby="details">
      <h2 id="details">
        <Foreign text={title} /> <span class="quiet">{t('PID {0}', pid)}</span>
      </h2>
      {guest !== undefined && (
        <Machine guest={guest} isOutside={process?.runs !== undefined} onFocus={onFocus} />
      )}
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

/** What joins a guest with its host: from inside the process that it is there, from there the guest that it is. */
function Machine(props: {
  guest: IsolationColumn;
  isOutside: boolean;
  onFocus: (target: string) => void;
}) {
  const { guest, isOutside, onFocus } = props;
  const { machine } = guest;
  const link = (text: string, target: string) => (
    <button type="button" class="link" onClick={() => onFocus(target)}>
      <Foreign text={text} />
    </button>
  );
  return (
    <dl class="facts machine">
      {isOutside ? (
        <Fact name={t('Is the machine of')}>{link(guest.title, guest.id)}</Fact>
      ) : (
        <Fact name={t('On the host')}>
          {machine === undefined
            ? t('one QEMU process, which is not visible here')
            : link(t('QEMU, PID {0}', machine.pid), processTarget('host', machine.pid))}
        </Fact>
      )}
      {machine !== undefined && (
        <>
          <Fact name={t('Its CPUs')}>
            {t('{0}; each is a thread of that process:', machine.accelerator)}
            <ul>
              {machine.cpuThreads.map(({ cpu, threadId }) => (
                <li key={cpu}>{t('CPU {0} is thread {1}', cpu, threadId)}</li>
              ))}
            </ul>
          </Fact>
          <Fact name={t('Its cgroup')}>
            <code>
              <Foreign text={machine.cgroup} />
            </code>
          </Fact>
        </>
      )}
      {!isOutside && (
        <Fact name={t('Kernel')}>
          {t('{0}, its own: the host sees none of its processes', guest.kernelRelease)}
        </Fact>
      )}
    </dl>
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

function Shown<T>({ fact, show }: { fact: Seen<T>; show: (value: T) => ComponentChildren }) {
  if (fact.seen) return <>{show(fact.value)}</>;
  return <span class="quiet">{t('not visible: {0}', fact.reason)}</span>;
}
