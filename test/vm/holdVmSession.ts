import { openVmPlace } from './sessionPlace.ts';

// A process that opens the session of a lab with a guest and works on the guest until it is killed:
// `tsx holdVmSession.ts ROOT PHASE`, where PHASE is start, save or migrate. Prints a line when the phase begins.
const [root, phase] = process.argv.slice(2);
if (root === undefined || phase === undefined) throw new Error('ROOT and PHASE are needed');
const place = await openVmPlace('one-guest', root);
const signal = AbortSignal.timeout(120_000);
if (phase === 'start') console.log(phase);
const session = await place.open();
if (phase !== 'start') console.log(phase);
for (let count = 0; ; count++) {
  const snapshot = `s${process.pid}-${count}`;
  const request =
    phase === 'save'
      ? ({ do: 'snapshot-save', name: 'alpha', snapshot } as const)
      : phase === 'migrate'
        ? ({ do: 'migrate', name: 'alpha' } as const)
        : ({ do: 'reset', name: 'alpha' } as const);
  await session.vm(request, () => {}, signal);
}
