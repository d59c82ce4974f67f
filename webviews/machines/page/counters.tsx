import { t } from '../../../extension/core/base/l10n.ts';
import type { VmCounters } from '../../../extension/core/qemu/facts.ts';
import { formatNumber } from '../../shared/format.ts';
import { Chart } from '../../shared/page/chart.tsx';
import { Foreign } from '../../shared/page/text.tsx';
import { drawnCounters } from './counterNames.ts';
import { ratesOf, type Rate } from './rates.ts';

/** What QEMU counts, per second over the last two minutes, and who says so. */
export function Counters(props: { readings: readonly VmCounters[]; isRunning: boolean }) {
  const { readings } = props;
  const latest = readings.at(-1);
  if (latest === undefined && !props.isRunning) return null;
  const rates = ratesOf(readings);
  return (
    <section aria-labelledby="counters">
      <h3 id="counters">
        {t('Per second')}{' '}
        {latest !== undefined && (
          <span class="quiet source">
            <Foreign text={t('from {0}', latest.source)} />
          </span>
        )}
      </h3>
      {latest === undefined ? (
        <p class="quiet">{t('Nothing was counted yet.')}</p>
      ) : (
        <>
          <div class="charts">
            {Object.keys(drawnCounters).flatMap((name) => {
              const rate = rates.find((each) => each.name === name);
              return rate === undefined ? [] : <Drawn key={name} rate={rate} readings={readings} />;
            })}
          </div>
          <Table rates={rates} latest={latest} />
        </>
      )}
    </section>
  );
}

function Drawn(props: { rate: Rate; readings: readonly VmCounters[] }) {
  const { name, perSecond } = props.rate;
  const drawn = drawnCounters[name];
  if (drawn === undefined) return null;
  const latest = perSecond.at(-1) ?? null;
  const shown = latest === null ? '…' : t('{0}/s', drawn.format(latest));
  return (
    <figure>
      <figcaption>
        {drawn.title()} <strong class="value">{shown}</strong>
      </figcaption>
      <Chart
        label={`${drawn.title()}: ${shown}`}
        at={props.readings.map(({ at }) => at)}
        lines={[{ colour: '--vscode-charts-blue', dash: [], values: perSecond }]}
        limits={[]}
        marks={[]}
        format={drawn.format}
        least={drawn.least}
        {...(drawn.base === undefined ? {} : { base: drawn.base })}
      />
    </figure>
  );
}

function Table({ rates, latest }: { rates: readonly Rate[]; latest: VmCounters }) {
  return (
    <details>
      <summary>{t('All counters')}</summary>
      <div class="scroll" tabIndex={0} role="region" aria-label={t('All counters')}>
        <table>
          <thead>
            <tr>
              <th scope="col">{t('Counter')}</th>
              <th scope="col">{t('Since QEMU started')}</th>
              <th scope="col">{t('Per second')}</th>
            </tr>
          </thead>
          <tbody>
            {rates.map(({ name, perSecond }) => {
              const rate = perSecond.at(-1) ?? null;
              return (
                <tr key={name}>
                  <th scope="row">
                    <Foreign text={name} />
                  </th>
                  <td>{latest.values[name]}</td>
                  <td>{rate === null ? '…' : formatNumber(rate)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
    </details>
  );
}
