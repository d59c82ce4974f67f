import { t } from '../../../extension/core/base/l10n.ts';
import type { Rung } from '../../../extension/core/ladder/rung.ts';
import { formatBytes, formatDuration } from '../../shared/format.ts';
import { Icon } from '../../shared/page/icon.tsx';
import { Foreign } from '../../shared/page/text.tsx';
import type { MeasuredRung } from './bars.tsx';
import { medianOf } from './scale.ts';
import { words } from './words.ts';

/** All that was measured of each rung, one row each. */
export function Table({ rungs }: { rungs: readonly Rung[] }) {
  return (
    <section aria-labelledby="table">
      <h2 id="table">{t('All that was measured')}</h2>
      <div class="scroll" tabIndex={0} role="group" aria-labelledby="table">
        <table>
          <thead>
            <tr>
              <th scope="col">{t('Rung')}</th>
              <th scope="col">{t('Start, median')}</th>
              <th scope="col">{t('Memory')}</th>
              <th scope="col">{t('Kernel')}</th>
              <th scope="col">{t('Own namespaces')}</th>
              <th scope="col">{t('Its root')}</th>
            </tr>
          </thead>
          <tbody>
            {rungs.map(({ kind, measured }) => (
              <tr key={kind}>
                <th scope="row">
                  {words[kind].title()}
                  <span class="quiet border">{words[kind].border()}</span>
                </th>
                {measured.seen ? (
                  <Cells measured={measured.value} />
                ) : (
                  <td colSpan={5} class="quiet">
                    <Foreign text={t('not measured: {0}', measured.reason)} />
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Cells({ measured }: { measured: MeasuredRung }) {
  const { startMs, memoryBytes, memoryMeaning, kernelRelease, hasOwnKernel, root } = measured;
  return (
    <>
      <td>
        {formatDuration(medianOf(startMs))}
        <span class="quiet border">{startMs.map(formatDuration).join(', ')}</span>
      </td>
      <td>
        {formatBytes(memoryBytes)}
        <span class="quiet border">
          <Foreign text={memoryMeaning} />
        </span>
      </td>
      <td>
        <Icon name={hasOwnKernel ? 'lock' : 'link'} />{' '}
        {hasOwnKernel ? t('its own') : t('the host’s')}
        <span class="quiet border">
          <Foreign text={kernelRelease} />
        </span>
      </td>
      <td>{namespacesText(measured)}</td>
      <td>
        <Foreign text={root} />
      </td>
    </>
  );
}

function namespacesText({ ownNamespaces, hasOwnKernel }: MeasuredRung): string {
  if (hasOwnKernel) return t('all: they are another kernel’s');
  return ownNamespaces.length === 0 ? t('none') : ownNamespaces.join(', ');
}
