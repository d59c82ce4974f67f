import { t } from '../../../extension/core/base/l10n.ts';
import { Foreign } from '../../shared/page/text.tsx';
import type { MetersState } from '../protocol.ts';
import { Letter, lookOf } from './looks.tsx';
import { valueText } from './panel.tsx';
import { panels } from './panels.ts';

/** The latest numbers of all charts as a table. */
export function Numbers({ meters }: Pick<MetersState, 'meters'>) {
  return (
    <div>
      <h2 id="numbers">{t('Latest numbers')}</h2>
      <div class="scroll" tabIndex={0} role="region" aria-labelledby="numbers">
        <table class="numbers">
          <thead>
            <tr>
              <th scope="col">{t('cgroup')}</th>
              {panels.map((panel) => (
                <th key={panel.line} scope="col">
                  {panel.title()}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {meters.map((meter, index) => (
              <tr key={meter.path}>
                <th scope="row">
                  <Letter look={lookOf(index)} index={index} /> <Foreign text={meter.title} />
                </th>
                {panels.map((panel) => (
                  <td key={panel.line}>{valueText(panel, meter)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}
