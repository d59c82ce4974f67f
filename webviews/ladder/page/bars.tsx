import { t } from '../../../extension/core/base/l10n.ts';
import type { Rung } from '../../../extension/core/ladder/rung.ts';
import { Foreign } from '../../shared/page/text.tsx';
import { logScale } from './scale.ts';
import { words } from './words.ts';

/** One measure of all rungs as bars on a logarithmic scale: each step to the right is the same factor. */
export function Bars(props: {
  id: string;
  title: string;
  rungs: readonly Rung[];
  /** The values of a rung that was measured; the bar is as long as `middle`, each of `all` is a stroke on it. */
  read: (measured: MeasuredRung) => { middle: number; all: readonly number[] };
  steps: readonly number[];
  format: (value: number) => string;
}) {
  const { id, title, rungs, read, steps, format } = props;
  const values = rungs.flatMap(({ measured }) => (measured.seen ? read(measured.value).all : []));
  if (values.length === 0) return null;
  const scale = logScale(values, steps);
  const at = (value: number) => `${scale.place(value) * 100}%`;
  return (
    <section class="bars" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <ul>
        {rungs.map(({ kind, measured }) => (
          <li key={kind}>
            <span class="rung-name">{words[kind].title()}</span>
            {measured.seen ? (
              <>
                <strong class="value">{format(read(measured.value).middle)}</strong>
                <span class="track" aria-hidden="true">
                  {scale.marks.map((mark) => (
                    <span key={mark} class="grid" style={{ insetInlineStart: at(mark) }} />
                  ))}
                  <span class={`bar ${kind}`} style={{ width: at(read(measured.value).middle) }} />
                  {read(measured.value).all.map((value, index) => (
                    <span key={index} class="try" style={{ insetInlineStart: at(value) }} />
                  ))}
                </span>
              </>
            ) : (
              <span class="quiet why">
                <Foreign text={t('not measured: {0}', measured.reason)} />
              </span>
            )}
          </li>
        ))}
      </ul>
      <div class="axis quiet" aria-hidden="true">
        {scale.marks.map((mark) => (
          <span key={mark} style={{ insetInlineStart: at(mark) }}>
            {format(mark)}
          </span>
        ))}
      </div>
    </section>
  );
}

export type MeasuredRung = Extract<Rung['measured'], { seen: true }>['value'];
