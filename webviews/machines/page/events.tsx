import { t } from '../../../extension/core/base/l10n.ts';
import type { VmEvent } from '../../../extension/core/qemu/facts.ts';
import { Foreign } from '../../shared/page/text.tsx';

/** What QEMU announced of this VM, newest first. */
export function Events({ events }: { events: readonly VmEvent[] }) {
  return (
    <section>
      <h2 id="events">
        {t('What QEMU announced')} <span class="quiet">{t('QMP events')}</span>
      </h2>
      {events.length === 0 ? (
        <p class="quiet">{t('Nothing.')}</p>
      ) : (
        <div class="scroll events" tabIndex={0} role="region" aria-labelledby="events">
          <table>
            <thead>
              <tr>
                <th scope="col">{t('Time')}</th>
                <th scope="col">{t('Event')}</th>
                <th scope="col">{t('Data')}</th>
              </tr>
            </thead>
            <tbody>
              {events.map((event, index) => (
                <tr key={events.length - index}>
                  <td>{new Date(event.at).toLocaleTimeString()}</td>
                  <td>
                    <code>
                      <Foreign text={event.name} />
                    </code>
                  </td>
                  <td class="quiet">
                    <Foreign text={dataText(event.data)} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function dataText(data: VmEvent['data']): string {
  return Object.entries(data)
    .map(([key, value]) => `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
}
