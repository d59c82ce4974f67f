import { t } from '../../../extension/core/base/l10n.ts';
import type { VmCounters } from '../../../extension/core/qemu/facts.ts';
import { formatNumber } from '../../shared/format.ts';
import { Chart } from '../../shared/page/chart.tsx';
import { Foreign, legible } from '../../shared/page/text.tsx';
import { ratesOf } from './rates.ts';

/** What QEMU counts, per second over the last two minutes, and who says so. */
export function Counters(props: { readings: readonly VmCounters[]; isRunning: boolean }) {
  const { readings } = props;
  const at = readings.map((reading) => reading.at);
  const source = readings.at(-1)?.source;
  if (source === undefined && !props.isRunning) return null;
  return (
    <section aria-labelledby="counters">
      <h3 id="counters">
        {t('Per second')}{' '}
        {source !== undefined && (
          <span class="quiet source">
            <Foreign text={t('from {0}', source)} />
          </span>
        )}
      </h3>
      {source === undefined && <p class="quiet">{t('Nothing was counted yet.')}</p>}
      <div class="charts">
        {ratesOf(readings).map(({ name, perSecond }) => {
          const latest = perSecond.at(-1) ?? null;
          const shown = latest === null ? '…' : t('{0}/s', formatNumber(latest));
          return (
            <figure key={name}>
              <figcaption>
                <Foreign text={name} /> <strong class="value">{shown}</strong>
              </figcaption>
              <Chart
                label={`${legible(name)}: ${shown}`}
                at={at}
                lines={[{ colour: '--vscode-charts-blue', dash: [], values: perSecond }]}
                limits={[]}
                marks={[]}
                least={10}
                format={formatNumber}
              />
            </figure>
          );
        })}
      </div>
    </section>
  );
}
