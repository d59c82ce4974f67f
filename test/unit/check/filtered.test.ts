import { fakeRecording, kernelCall } from '../../fakes/recordings.ts';
import { itJudges } from './expectVerdict.ts';

const refused = { error: 'EPERM', result: -1 };

describe('A call that was refused', () => {
  itJudges(
    {
      recordings: [
        fakeRecording('docker exec guarded hostname x', [
          kernelCall('hostname', 'sethostname', [], { ...refused, isFiltered: true }),
        ]),
        fakeRecording('docker exec open hostname x', [
          kernelCall('hostname', 'sethostname', [], refused),
        ]),
      ],
    },
    [
      [
        { recorded: { kernel: { call: 'sethostname', error: 'EPERM', filtered: true } } },
        'passed',
        '`docker exec guarded hostname x` made the kernel do `sethostname` (failed with `EPERM`, answered by a filter)',
      ],
      [
        {
          recorded: {
            command: 'docker exec open hostname x',
            kernel: { call: 'sethostname', error: 'EPERM', filtered: true },
          },
        },
        'failed',
        '`docker exec open hostname x` made the kernel do `sethostname` (answered by the kernel itself)',
      ],
      [
        { recorded: { kernel: { call: 'sethostname', error: 'any', filtered: false } } },
        'passed',
        '`docker exec open hostname x` made the kernel do `sethostname` (failed with `EPERM`, answered by the kernel itself)',
      ],
    ],
  );
});
