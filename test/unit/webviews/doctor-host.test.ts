import assert from 'node:assert/strict';
import { silentLog } from '../../../extension/core/base/log.ts';
import type { Finding } from '../../../extension/core/doctor/finding.ts';
import { makeDoctorHost } from '../../../webviews/doctor/host.ts';
import { stateWhere } from './state-where.ts';

const finding: Finding = {
  id: 'qemu',
  title: 'QEMU',
  status: 'missing',
  found: 'not installed',
  consequence: 'No virtual machines.',
  fix: { command: 'apt-get install qemu', text: 'Install it.' },
};

describe('the doctor’s host', () => {
  it('looks once when it is first shown, and again only when asked', async () => {
    const { host, looks } = make();
    assert.equal(looks(), 0);
    host.setVisible(true);
    host.setVisible(true);
    await stateWhere(host, ({ status }) => status === 'ready');
    host.setVisible(false);
    host.setVisible(true);
    assert.equal(looks(), 1);
    await host.requests.lookAgain(undefined, signal);
    assert.equal(looks(), 2);
    host.dispose();
  });

  it('runs the command of the finding that is named, and nothing for one that is not', async () => {
    const { host, ran } = make();
    host.setVisible(true);
    await stateWhere(host, ({ status }) => status === 'ready');
    await host.requests.fix('qemu', signal);
    await host.requests.fix('rm -rf /', signal);
    assert.deepEqual(ran, ['apt-get install qemu']);
    host.dispose();
  });
});

const { signal } = new AbortController();

function make() {
  let looks = 0;
  const ran: string[] = [];
  const host = makeDoctorHost({
    look: () => {
      looks += 1;
      return Promise.resolve([finding]);
    },
    runInTerminal: (command) => void ran.push(command),
    copy: () => undefined,
    log: silentLog,
  });
  return { host, ran, looks: () => looks };
}
