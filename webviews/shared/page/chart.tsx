import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';

/** One line of a chart. The dash tells lines apart where colours do not. */
export interface ChartLine {
  readonly colour: string;
  readonly dash: readonly number[];
  readonly values: readonly (number | null)[];
}

/** A line across the whole chart that the others may not pass. */
export interface ChartLimit {
  readonly colour: string;
  readonly value: number;
}

export interface ChartMark {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly letter: string;
  readonly colour: string;
}

/** Lines over time, drawn by uPlot; `label` says in words what the picture shows. Colours are names of VS Code's. */
export function Chart(props: {
  label: string;
  /** Milliseconds since the epoch, oldest first. */
  at: readonly number[];
  lines: readonly ChartLine[];
  limits: readonly ChartLimit[];
  marks: readonly ChartMark[];
  format: (value: number) => string;
  /** The scale reaches at least this high, so that nothing at all is not drawn as much. */
  least: number;
  /** Steps of the scale: 2 for bytes, so that they are round numbers of KiB and MiB. */
  base?: 2 | 10;
}) {
  const { label, at, lines, limits, marks, format } = props;
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const drawn = useRef(props);
  drawn.current = props;
  const theme = useTheme();
  const shape = JSON.stringify([
    theme,
    lines.map(({ colour, dash }) => [colour, dash]),
    limits.map(({ colour }) => colour),
  ]);

  useEffect(() => {
    if (box.current === null) return;
    const made = new uPlot(
      optionsOf(box.current.clientWidth, drawn, format),
      dataOf(drawn.current),
      box.current,
    );
    plot.current = made;
    const resizing = new ResizeObserver(([entry]) => {
      if (entry !== undefined) made.setSize({ width: entry.contentRect.width, height });
    });
    resizing.observe(box.current);
    return () => {
      resizing.disconnect();
      made.destroy();
    };
  }, [shape]);
  useEffect(() => plot.current?.setData(dataOf(props)), [at, lines, limits, marks]);

  return <div class="chart" role="img" aria-label={label} ref={box} />;
}

const height = 132;
const powersOfTwo = Array.from({ length: 48 }, (_, exponent) => 2 ** exponent);

function dataOf({ at, lines, limits }: Parameters<typeof Chart>[0]): uPlot.AlignedData {
  return [
    at.map((time) => time / 1000),
    ...lines.map(({ values }) => [...values]),
    ...limits.map(({ value }) => at.map(() => value)),
  ];
}

function optionsOf(
  width: number,
  drawn: { readonly current: Parameters<typeof Chart>[0] },
  format: (value: number) => string,
): uPlot.Options {
  const { lines, limits } = drawn.current;
  const text = colourOf('--vscode-descriptionForeground');
  const grid = { stroke: colourOf('--vscode-chart-guide', '--vscode-panel-border'), width: 1 };
  const font = `11px ${getComputedStyle(document.body).fontFamily}`;
  return {
    width,
    height,
    pxAlign: true,
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: true },
      y: { range: () => [0, highest(drawn.current)] },
    },
    axes: [
      { stroke: text, grid: { show: false }, ticks: grid, font, size: 26, space: 70 },
      {
        stroke: text,
        grid,
        ticks: { show: false },
        font,
        size: 64,
        space: 32,
        values: (_plot, splits) => splits.map(format),
        ...(drawn.current.base === 2 ? { incrs: powersOfTwo } : {}),
      },
    ],
    series: [
      {},
      ...lines.map(({ colour, dash }) => ({
        stroke: colourOf(colour),
        width: 1.5,
        dash: [...dash],
        points: { show: false },
        spanGaps: false,
      })),
      ...limits.map(({ colour }) => ({
        stroke: colourOf(colour),
        width: 1,
        dash: [2, 3],
        points: { show: false },
      })),
    ],
    hooks: { draw: [(plot) => drawMarks(plot, drawn.current.marks, font)] },
  };
}

/** A limit far above everything else is left out of sight; the legend names it. */
function highest({ lines, limits, least }: Parameters<typeof Chart>[0]): number {
  const used = Math.max(0, ...lines.flatMap(({ values }) => values.map((value) => value ?? 0)));
  const near = limits.map(({ value }) => value).filter((value) => value <= used * 10);
  return Math.max(used, ...near, least) * 1.12;
}

function drawMarks(plot: uPlot, marks: readonly ChartMark[], font: string): void {
  const { ctx: context, bbox } = plot;
  context.save();
  context.font = font.replace('11px', `${11 * devicePixelRatio}px`);
  context.textAlign = 'center';
  context.setLineDash([]);
  for (const { at, letter, colour } of marks) {
    const x = plot.valToPos(at / 1000, 'x', true);
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    context.strokeStyle = context.fillStyle = colourOf(colour);
    context.beginPath();
    context.moveTo(x, bbox.top + 12 * devicePixelRatio);
    context.lineTo(x, bbox.top + bbox.height);
    context.stroke();
    context.fillText(letter, x, bbox.top + 9 * devicePixelRatio);
  }
  context.restore();
}

/** A canvas knows no variables: the first of these that the theme has, as a colour. */
function colourOf(...names: readonly string[]): string {
  const style = getComputedStyle(document.body);
  const found = names.map((name) => style.getPropertyValue(name)).find((value) => value !== '');
  return found ?? style.color;
}

/** Changes when VS Code puts another theme on the page. */
function useTheme(): string {
  const read = (): string => document.documentElement.style.cssText;
  const [theme, setTheme] = useState(read);
  useEffect(() => {
    const watching = new MutationObserver(() => setTheme(read()));
    watching.observe(document.documentElement, { attributes: true, attributeFilter: ['style'] });
    return () => watching.disconnect();
  }, []);
  return String(theme.length) + document.body.className;
}
