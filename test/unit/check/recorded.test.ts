import assert from 'node:assert/strict';
import { checkSchema } from '../../../extension/core/check/check.ts';
import type { LaneState, Recording } from '../../../extension/core/recorder/recording.ts';
import { containerFacts } from '../../fakes/facts.ts';
import { apiCall, change, fakeRecording, kernelCall, programRun } from '../../fakes/recordings.ts';
import { itJudges, judge } from './expectVerdict.ts';

const id = 'c0ffee'.padEnd(64, '0');
const made = [{ kind: 'container', id, name: 'web' }] as const;

const run = fakeRecording('docker run --name web isolab/hello', [
  apiCall('POST /containers/create?name=web', 404, { request: { Image: 'isolab/hello' } }),
  apiCall('POST /images/create?fromImage=isolab/hello', 200),
  apiCall('POST /containers/create?name=web', 201, {
    request: { Image: 'isolab/hello', HostConfig: { Memory: 67_108_864, CapDrop: ['ALL'] } },
    created: made,
  }),
  apiCall(`POST /containers/${id}/start`, 204, { container: id }),
  programRun('/usr/bin/containerd-shim-runc-v2', ['containerd-shim-runc-v2', '-id', id], {
    container: id,
  }),
  programRun('/usr/bin/runc', undefined, { pid: 7, container: id }),
  kernelCall('runc:[1:CHILD]', 'unshare', ['NEWNS', 'NEWPID'], { pid: 8, container: id }),
  kernelCall('exe', 'mount', ['BIND'], { pid: 7, container: id }),
  kernelCall('runc:[2:INIT]', 'pivot_root', [], { pid: 9, error: 'EINVAL', result: -22 }),
  kernelCall('runc:[2:INIT]', 'pivot_root', [], { pid: 9 }),
  change('namespace-created', 'There is a new PID namespace.'),
  change('namespace-created', 'There is a new mount namespace.'),
  change('mount-gone', 'A mount of somebody is gone.', { isTied: false }),
]);
const list = fakeRecording('docker ps', [apiCall('GET /containers/json', 200)]);

const seen: LaneState = { isSeen: true, notes: [], lost: 0 };
const blind: LaneState = {
  ...{ isSeen: false, notes: ['tracefs is out of reach.'], fix: 'Run it as root.', lost: 0 },
};
const unseenLossy =
  'Not everything could be seen of `docker run isolab/hello`. 7 things happened too fast to be kept. Type the command again.';

/** The same while it goes on. */
function lasting({ endedAt: _, exitCode: __, ...recording }: Recording): Recording {
  return recording;
}

describe('The check `recorded`', () => {
  itJudges({ recordings: [] }, [
    [
      { recorded: { command: 'docker ps' } },
      'failed',
      'Nothing has been typed since this step was opened.',
    ],
    [
      { recorded: { call: { path: '/containers/create' }, absent: true } },
      'passed',
      'Nothing has been typed since this step was opened.',
    ],
  ]);

  itJudges({ recordings: [run, list] }, [
    [{ recorded: { command: 'docker ps' } }, 'passed', '`docker ps` was typed'],
    [
      { recorded: { command: { matches: '^docker images' } } },
      'failed',
      'Since this step was opened no such command was typed, but `docker ps`, `docker run --name web isolab/hello`.',
    ],
  ]);

  describe('about API calls', () => {
    itJudges({ recordings: [run, list] }, [
      [
        { recorded: { call: { method: 'POST', path: '/containers/create', status: 201 } } },
        'passed',
        '`docker run --name web isolab/hello` made the API call `POST /containers/create` (status 201)',
      ],
      [
        { recorded: { call: { path: '/containers/*/start' } } },
        'passed',
        '`docker run --name web isolab/hello` made the API call `/containers/*/start` (status 204)',
      ],
      [
        { recorded: { command: 'docker ps', call: { path: '/containers/create' } } },
        'failed',
        '`docker ps` made no API call `/containers/create`, but `GET /containers/json`',
      ],
      [
        { recorded: { call: { path: '/images/create', status: { atLeast: 400 } } } },
        'failed',
        '`docker run --name web isolab/hello` made the API call `/images/create` (status 200)',
      ],
      [
        {
          recorded: {
            call: {
              path: '/containers/create',
              query: { name: 'db' },
              body: { Image: 'isolab/hello', HostConfig: { Memory: 1 } },
            },
          },
        },
        'failed',
        '`docker run --name web isolab/hello` made the API call `/containers/create` (`name` `web`, `HostConfig.Memory` `67108864`)',
      ],
      [
        {
          recorded: {
            call: { path: '/containers/create', body: { HostConfig: { CapDrop: ['ALL'] } } },
          },
        },
        'passed',
        '`docker run --name web isolab/hello` made the API call `/containers/create` (status 201, `HostConfig.CapDrop` `["ALL"]`)',
      ],
      [
        { recorded: { call: { path: '/images/create', body: { Image: 'x' } } } },
        'unable',
        '`docker run --name web isolab/hello` made the API call `/images/create` (`Image` not kept).',
      ],
    ]);
  });

  describe('about programs', () => {
    itJudges({ recordings: [run] }, [
      [
        { recorded: { program: { name: 'containerd-shim-runc-v2' } } },
        'passed',
        '`docker run --name web isolab/hello` ran the program `containerd-shim-runc-v2`',
      ],
      [
        { recorded: { program: { path: '/usr/bin/runc' } } },
        'passed',
        '`docker run --name web isolab/hello` ran the program `/usr/bin/runc`',
      ],
      [
        { recorded: { program: { name: 'crun' } } },
        'failed',
        '`docker run --name web isolab/hello` ran no program `crun`, but `containerd-shim-runc-v2`, `runc`',
      ],
      [
        { recorded: { program: { name: 'runc', args: { contains: 'create' } } } },
        'unable',
        '`docker run --name web isolab/hello` ran the program `runc` (command line not seen).',
      ],
    ]);
  });

  describe('about the kernel', () => {
    itJudges({ recordings: [run] }, [
      [
        { recorded: { kernel: { call: 'unshare', flags: ['NEWPID'], by: 'runc' } } },
        'passed',
        '`docker run --name web isolab/hello` made the kernel do `unshare` (flags `NEWNS`, `NEWPID`, by `runc:[1:CHILD]`)',
      ],
      [
        { recorded: { kernel: { call: 'unshare', flags: ['NEWPID', 'NEWUSER'] } } },
        'failed',
        '`docker run --name web isolab/hello` made the kernel do `unshare` (flags `NEWNS`, `NEWPID`)',
      ],
      [
        { recorded: { kernel: { call: 'mount', by: 'runc' } } },
        'passed',
        '`docker run --name web isolab/hello` made the kernel do `mount` (by `exe`)',
      ],
      [
        { recorded: { kernel: { call: 'mount', args: { target: '/proc' } } } },
        'unable',
        '`docker run --name web isolab/hello` made the kernel do `mount` (`target` not seen).',
      ],
      [
        { recorded: { kernel: { call: 'pivot_root', error: 'EINVAL' } } },
        'passed',
        '`docker run --name web isolab/hello` made the kernel do `pivot_root` (failed with `EINVAL`)',
      ],
      [
        { recorded: { kernel: { call: 'pivot_root', error: 'EPERM' } } },
        'failed',
        '`docker run --name web isolab/hello` made the kernel do `pivot_root` (without an error)',
      ],
      [
        { recorded: { kernel: { call: 'pivot_root', count: 1 } } },
        'passed',
        '`docker run --name web isolab/hello` made the kernel do `pivot_root`, 1 ×',
      ],
      [
        { recorded: { kernel: { call: 'chroot' } } },
        'failed',
        '`docker run --name web isolab/hello` did not make the kernel do `chroot`, but `unshare`, `mount`, `pivot_root`',
      ],
    ]);
  });

  describe('about a filter', () => {
    const refused = { error: 'EPERM', result: -1 } as const;
    const filtered = kernelCall('unshare', 'unshare', [], { ...refused, isFiltered: true });
    const denied = kernelCall('unshare', 'unshare', ['NEWUSER'], refused);
    itJudges({ recordings: [fakeRecording('unshare -U', [filtered])] }, [
      [
        { recorded: { kernel: { call: 'unshare', error: 'EPERM', filtered: true } } },
        'passed',
        '`unshare -U` made the kernel do `unshare` (failed with `EPERM`, answered by a filter)',
      ],
      [
        { recorded: { kernel: { call: 'unshare', error: 'EPERM', flags: ['NEWUSER'] } } },
        'unable',
        '`unshare -U` made the kernel do `unshare` (flags not seen).',
      ],
    ]);
    itJudges({ recordings: [fakeRecording('unshare -U', [denied])] }, [
      [
        { recorded: { kernel: { call: 'unshare', error: 'any', filtered: true } } },
        'failed',
        '`unshare -U` made the kernel do `unshare` (answered by the kernel itself)',
      ],
    ]);
  });

  describe('about what is folded', () => {
    const mounts = kernelCall('runc:[2:INIT]', 'mount', ['BIND'], {
      args: { type: 'bind' },
      folded: 4,
      inside: [
        { at: 0, pid: 9, args: { type: 'bind', target: '/proc' } },
        { at: 2, pid: 9, args: { type: 'bind', target: '/sys' } },
      ],
    });
    itJudges({ recordings: [fakeRecording('docker start web', [mounts, programRun('/bin/sh')])] }, [
      [
        { recorded: { kernel: { call: 'mount', args: { target: '/sys', type: 'bind' } } } },
        'passed',
        '`docker start web` made the kernel do `mount` (`target` `/sys`, `type` `bind`)',
      ],
      [
        { recorded: { kernel: { call: 'mount', count: 4 } } },
        'passed',
        '`docker start web` made the kernel do `mount`, 4 ×',
      ],
      [
        { recorded: { kernel: { call: 'mount', args: { target: '/dev' } } } },
        'unable',
        '`docker start web` made the kernel do `mount` (`target` not seen).',
      ],
      [
        {
          recorded: {
            inOrder: [
              { program: { name: 'sh' } },
              { kernel: { call: 'mount', args: { target: '/sys' } } },
            ],
          },
        },
        'passed',
        '`docker start web` ran the program `sh`, then made the kernel do `mount` (`target` `/sys`)',
      ],
    ]);
  });

  describe('about changes', () => {
    itJudges({ recordings: [run] }, [
      [
        { recorded: { changed: { kind: 'namespace-created', count: 2 } } },
        'passed',
        '`docker run --name web isolab/hello` had the effect `namespace-created`, 2 ×',
      ],
      [
        { recorded: { changed: { kind: 'mount-gone' } } },
        'failed',
        '`docker run --name web isolab/hello` had no effect `mount-gone`, but `namespace-created`, `mount-gone`',
      ],
    ]);
  });

  describe('about the order', () => {
    const create = { call: { path: '/containers/create', status: 201 } };
    const pull = { call: { path: '/images/create' } };
    const runc = { program: { name: 'runc' } };
    const pivot = { kernel: { call: 'pivot_root' } } as const;
    itJudges({ recordings: [run] }, [
      [
        { recorded: { inOrder: [pull, create, runc, pivot] } },
        'passed',
        '`docker run --name web isolab/hello` made the API call `/images/create`, then made the API call `/containers/create` (status 201), then ran the program `runc`, then made the kernel do `pivot_root`',
      ],
      [
        { recorded: { inOrder: [create, pull] } },
        'failed',
        '`docker run --name web isolab/hello` made the API call `/images/create`, but not after it made the API call `/containers/create` (status 201)',
      ],
      [
        { recorded: { inOrder: [create, { kernel: { call: 'chroot' } }] } },
        'failed',
        '`docker run --name web isolab/hello` did not make the kernel do `chroot`, but `unshare`, `mount`, `pivot_root`',
      ],
    ]);
    itJudges({ recordings: [{ ...run, lanes: { ...run.lanes, kernel: blind } }] }, [
      [
        { recorded: { inOrder: [create, { kernel: { call: 'chroot' } }, runc] } },
        'unable',
        'Not everything could be seen of `docker run --name web isolab/hello`. tracefs is out of reach. Run it as root.',
      ],
      [
        { recorded: { inOrder: [runc, { kernel: { call: 'chroot' } }, create] } },
        'failed',
        '`docker run --name web isolab/hello` did not make the kernel do `chroot`, but `unshare`, `mount`, `pivot_root`',
      ],
    ]);
  });

  describe('about what was not there', () => {
    const pull = { call: { path: '/images/create' } };
    const created = { path: '/containers/create', status: 201 };
    const second = fakeRecording('docker run isolab/hello', [
      apiCall('POST /containers/create', 201),
    ]);
    itJudges({ recordings: [run, list] }, [
      [
        { recorded: { call: created, without: [pull] } },
        'failed',
        '`docker run --name web isolab/hello` made the API call `/images/create` (status 200)',
      ],
      [{ recorded: { ...pull, absent: true } }, 'failed', 'Of such there are 1.'],
      [
        { recorded: { call: { path: '/volumes/create' }, absent: true } },
        'passed',
        '`docker ps` made no API call `/volumes/create`, but `GET /containers/json`',
      ],
    ]);
    itJudges({ recordings: [run, second] }, [
      [
        { recorded: { call: created, without: [pull] } },
        'passed',
        '`docker run isolab/hello` made the API call `/containers/create` (status 201), made no API call `/images/create`',
      ],
      [{ recorded: { call: created, count: 2 } }, 'passed', 'Of such there are 2.'],
      [{ recorded: { call: created, count: { above: 2 } } }, 'failed', 'Of such there are 2.'],
    ]);
    itJudges({ recordings: [{ ...second, lanes: { ...second.lanes, api: blind } }] }, [
      [
        { recorded: { without: [pull] } },
        'unable',
        'Not everything could be seen of `docker run isolab/hello`. tracefs is out of reach. Run it as root.',
      ],
    ]);
    itJudges({ recordings: [lasting(second)] }, [
      [
        { recorded: { call: created } },
        'passed',
        '`docker run isolab/hello` made the API call `/containers/create` (status 201)',
      ],
      [
        { recorded: { call: created, without: [pull] } },
        'failed',
        '`docker run isolab/hello` has not ended yet',
      ],
      [
        { recorded: { call: created, exitCode: 0 } },
        'failed',
        '`docker run isolab/hello` has not ended yet',
      ],
    ]);
  });

  describe('about what could not be seen', () => {
    const pivot = { recorded: { kernel: { call: 'pivot_root' } } } as const;
    const without = fakeRecording('docker run isolab/hello', [
      apiCall('POST /containers/create', 201),
    ]);
    const lossy = { ...without, lanes: { ...without.lanes, kernel: { ...seen, lost: 7 } } };
    itJudges({ recordings: [{ ...without, lanes: { ...without.lanes, kernel: blind } }] }, [
      [
        pivot,
        'unable',
        'Not everything could be seen of `docker run isolab/hello`. tracefs is out of reach. Run it as root.',
      ],
      [
        { recorded: { call: { path: '/containers/create' } } },
        'passed',
        '`docker run isolab/hello` made the API call `/containers/create` (status 201)',
      ],
    ]);
    itJudges({ recordings: [lossy] }, [
      [
        pivot,
        'unable',
        'Not everything could be seen of `docker run isolab/hello`. 7 things happened too fast to be kept. Type the command again.',
      ],
    ]);
    itJudges({ recordings: [{ ...without, unattributed: 3 }] }, [
      [
        pivot,
        'unable',
        'Not everything could be seen of `docker run isolab/hello`. Somebody else used the engine at that time: of 3 things nobody knows whose they are. Type the command again.',
      ],
    ]);
    // What was seen counts, whatever else was lost.
    itJudges({ recordings: [lossy, run] }, [
      [pivot, 'passed', '`docker run --name web isolab/hello` made the kernel do `pivot_root`'],
      [{ recorded: { ...pivot.recorded, count: 2 } }, 'unable', unseenLossy],
    ]);
    // Nobody asked the daemon for anything: what it did for others was not for this command.
    itJudges({ recordings: [fakeRecording('ls', [], { unattributed: 3 })] }, [
      [pivot, 'failed', '`ls` did not make the kernel do `pivot_root`'],
    ]);
  });

  describe('about exit codes, containers and machines', () => {
    const failing = fakeRecording('docker run x', [], { exitCode: 125 });
    const { exitCode: _, ...unknown } = failing;
    itJudges({ recordings: [failing] }, [
      [{ recorded: { exitCode: 125 } }, 'passed', '`docker run x` ended with exit code 125'],
      [{ recorded: { exitCode: 0 } }, 'failed', '`docker run x` ended with exit code 125'],
    ]);
    itJudges({ recordings: [unknown] }, [
      [
        { recorded: { exitCode: 0 } },
        'unable',
        '`docker run x` ended with an exit code that nobody knows.',
      ],
    ]);
    itJudges({ recordings: [run] }, [
      [
        { recorded: { program: { name: 'runc', container: 'web' } } },
        'passed',
        '`docker run --name web isolab/hello` ran the program `runc` (container `web`)',
      ],
      [
        { recorded: { kernel: { call: 'unshare', container: 'db' } } },
        'failed',
        '`docker run --name web isolab/hello` made the kernel do `unshare` (container `c0ffee000000`)',
      ],
      [
        { recorded: { kernel: { call: 'pivot_root', container: 'web' } } },
        'failed',
        '`docker run --name web isolab/hello` made the kernel do `pivot_root` (no container)',
      ],
    ]);
    const running = containerFacts({ id, name: 'later' });
    itJudges({ recordings: [run], containers: [running] }, [
      [
        { recorded: { program: { name: 'runc', container: 'later' } } },
        'passed',
        '`docker run --name web isolab/hello` ran the program `runc` (container `later`)',
      ],
    ]);
    const inGuest = fakeRecording('unshare -p', [], { machine: 'alpha' });
    itJudges({ recordings: [inGuest, list] }, [
      [
        { recorded: { command: 'unshare -p', in: 'guest:alpha' } },
        'passed',
        '`unshare -p` was typed',
      ],
      [
        { recorded: { command: 'unshare -p', in: 'machine' } },
        'failed',
        'Since this step was opened no such command was typed, but `docker ps`.',
      ],
    ]);
    itJudges({ recordings: [fakeRecording('', [apiCall('GET /_ping', 200)])] }, [
      [
        { recorded: { call: { path: '/_ping' } } },
        'passed',
        'What was done without a command made the API call `/_ping` (status 200)',
      ],
    ]);
  });

  it('says what it expects, and where the learner sees it', async () => {
    const check = {
      recorded: {
        command: { matches: '^docker run' },
        call: { path: '/containers/create', status: 201 },
        kernel: { call: 'unshare', flags: ['NEWPID'], container: 'web' },
        without: [{ program: { name: 'crun' } }],
      },
    } as const;
    const verdict = await judge(checkSchema.parse(check), { recordings: [run, list] });
    assert.equal(
      verdict.expected,
      'A command matching `^docker run` made the API call `/containers/create` (status 201), made the kernel do `unshare` (flags `NEWPID`, container `web`), ran no program `crun`',
    );
    assert.equal(verdict.see, 'isolab record list');
    assert.equal(verdict.focus, 'container:web');
  });

  for (const wrong of [
    {},
    { absent: true },
    { call: { verb: 'POST' } },
    { kernel: { call: 'open' } },
    { kernel: { call: 'unshare', flags: ['CLONE_NEWPID'] } },
    { kernel: { call: 'unshare', error: 'permission denied' } },
    { inOrder: [{ call: { path: '/a' }, program: { name: 'x' } }, { call: {} }] },
    { without: [{ call: { path: '/a', count: 2 } }] },
  ]) {
    it(`refuses ${JSON.stringify(wrong)}`, () => {
      assert.equal(checkSchema.safeParse({ recorded: wrong }).success, false);
    });
  }
});
