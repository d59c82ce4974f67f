import { t } from '../../../extension/core/base/l10n.ts';
import type { VmFacts } from '../../../extension/core/qemu/facts.ts';
import { Foreign } from '../../shared/page/text.tsx';
import { host } from './host.ts';

/** QEMU as its host sees it: one process, a thread for each CPU of the guest, and how it was called. */
export function Process({ process }: { process: NonNullable<VmFacts['process']> }) {
  const { pid, args, cpuThreads, place } = process;
  return (
    <section aria-labelledby="process">
      <h3 id="process">{t('The QEMU process')}</h3>
      <p>
        {place === 'host' ? t('On this machine') : t('In a container of the engine')}:{' '}
        <button type="button" class="link" onClick={() => void host.send('focus', `pid:${pid}`)}>
          {t('PID {0} in Isolation', pid)}
        </button>
        {'. '}
        {t('Each CPU of the guest is a thread of it:')}
      </p>
      <ul class="threads">
        {cpuThreads.map(({ cpu, threadId }) => (
          <li key={cpu}>{t('CPU {0} is thread {1}', cpu, threadId)}</li>
        ))}
      </ul>
      <details>
        <summary>{t('Its command line')}</summary>
        <pre tabIndex={0} aria-label={t('Its command line')}>
          {linesOf(args).map((line, index) => (
            <code key={index}>
              <Foreign text={line} />
              {'\n'}
            </code>
          ))}
        </pre>
      </details>
    </section>
  );
}

/** An option and its value on a line of their own. */
function linesOf(args: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const argument of args) {
    const last = lines.at(-1);
    const isValue = last?.startsWith('-') === true && !last.includes(' ');
    if (isValue && !argument.startsWith('-')) lines[lines.length - 1] = `${last} ${argument}`;
    else lines.push(argument);
  }
  return lines;
}
