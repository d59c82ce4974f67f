import { t } from '../../../extension/core/base/l10n.ts';
import { Chart, type ChartMark } from '../../shared/page/chart.tsx';
import { Foreign, legible } from '../../shared/page/text.tsx';
import type { Meter, MetersState } from '../protocol.ts';
import { Letter, lookOf } from './looks.tsx';
import type { Panel } from './panels.ts';

/** One chart with its legend: the latest value of each cgroup, its limit, and the file that says so. */
export function PanelView({ panel, state }: { panel: Panel; state: MetersState }) {
  const { meters, at, marks } = state;
  const looks = meters.map((_, index) => lookOf(index));
  const lines = meters.map((meter, index) => ({
    colour: looks[index]?.colour ?? '',
    dash: looks[index]?.dash ?? [],
    values: meter.lines[panel.line],
  }));
  const limits = meters.flatMap((meter, index) => {
    const value = meter.latest === undefined ? null : panel.limit(meter.latest);
    return value === null ? [] : [{ value, colour: looks[index]?.colour ?? '' }];
  });
  const drawnMarks = marks
    .filter(({ kind }) => markedOn[kind].includes(panel.line))
    .map(({ at: time, kind, path }): ChartMark => {
      const index = meters.findIndex((meter) => meter.path === path);
      return {
        at: time,
        letter: `${lookOf(index).letter}${kind === 'oom' ? '✕' : '▾'}`,
        colour: kind === 'oom' ? '--vscode-errorForeground' : '--vscode-editorWarning-foreground',
      };
    });
  // Where nobody may look there is nothing to draw; the legend says why.
  const isVisible = meters.some(({ latest }) => latest?.[panel.source].seen !== false);
  return (
    <section class="panel" aria-label={panel.title()}>
      <h2>{panel.title()}</h2>
      <ul class="legend">
        {meters.map((meter, index) => (
          <li key={meter.path}>
            <Letter look={lookOf(index)} index={index} />
            <Foreign text={meter.title} />
            <span class="value">{valueText(panel, meter)}</span>
            <Source panel={panel} meter={meter} />
          </li>
        ))}
      </ul>
      {isVisible && (
        <Chart
          base={panel.base ?? 10}
          least={panel.least}
          label={chartLabel(panel, meters)}
          at={at}
          lines={lines}
          limits={limits}
          marks={drawnMarks}
          format={panel.format}
        />
      )}
    </section>
  );
}

/** Which marks a chart carries. */
const markedOn: Record<MetersState['marks'][number]['kind'], readonly Panel['line'][]> = {
  oom: ['memoryBytes'],
  throttled: ['cpuPercent', 'throttledPercent'],
};

function Source({ panel, meter: { latest } }: { panel: Panel; meter: Meter }) {
  const file = latest?.sources[panel.source];
  if (file === undefined || !file.endsWith(panel.file ?? '')) return null;
  return (
    <span class="source quiet" title={legible(file)}>
      <Foreign text={file} />
    </span>
  );
}

/** The latest value and its limit, or why there is none. */
export function valueText(panel: Panel, { latest, lines }: Meter): string {
  if (latest === undefined) return t('gone');
  const fact = latest[panel.source];
  if (!fact.seen) return t('not visible: {0}', fact.reason);
  const value = lines[panel.line].at(-1) ?? null;
  const limit = panel.limit(latest);
  const shown = value === null ? '…' : panel.format(value);
  return limit === null ? shown : t('{0} of {1}', shown, panel.format(limit));
}

const chartLabel = (panel: Panel, meters: readonly Meter[]): string =>
  `${panel.title()}. ${meters
    .map((meter) => `${legible(meter.title)}: ${valueText(panel, meter)}`)
    .join('; ')}`;
