import assert from 'node:assert/strict';
import { parseCapabilityMask } from '../../../extension/core/kernel/capabilities.ts';
import { parseCgroupMembership } from '../../../extension/core/kernel/cgroup/membership.ts';
import { parseLimit } from '../../../extension/core/kernel/cgroup/values.ts';
import { parseCommandLine } from '../../../extension/core/kernel/commandLine.ts';
import { parseIdMap } from '../../../extension/core/kernel/idMap.ts';
import { parseMountinfo } from '../../../extension/core/kernel/mountinfo.ts';
import { parseNamespaceLink } from '../../../extension/core/kernel/namespaceLink.ts';
import { parseProcStat } from '../../../extension/core/kernel/procStat.ts';
import { parseProcStatus } from '../../../extension/core/kernel/procStatus.ts';
import { statLine } from './statLine.ts';

const bytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');

describe('/proc/PID/stat', () => {
  const names = [
    'sleep',
    'a b',
    'x) R 1 2 (y',
    ') ',
    '',
    'new\nline',
    '\u001b[31mred',
    '<script>',
    '\u202egnp.exe',
    'ünïcode',
  ];
  for (const name of names) {
    it(`keeps the name ${JSON.stringify(name)}`, () => {
      const stat = parseProcStat(bytes(statLine({ pid: 42, name, parentPid: 7, startTicks: 99 })));
      assert.deepEqual(stat && { ...stat, execMark: '' }, {
        pid: 42,
        name,
        state: 'S',
        parentPid: 7,
        threads: 3,
        startTicks: 99,
        isKernelThread: false,
        execMark: '',
      });
    });
  }

  it('shows a name that is not UTF-8 with a mark', () => {
    const stat = parseProcStat(statLine({ pid: 1, name: 'a\xffb', parentPid: 0, startTicks: 1 }));
    assert.equal(stat?.name, 'a\u{fffd}b');
  });

  for (const text of ['', '1', '1 (x', '1 (x) S', 'x (x) S 1', ') (']) {
    it(`refuses ${JSON.stringify(text)}`, () => assert.equal(parseProcStat(text), undefined));
  }
});

describe('/proc/PID/status', () => {
  const text = [
    'Name:\tx\\nUid:\\t5',
    'Uid:\t1000\t1001\t1000\t1000',
    'NSpid:\t4711\t12\t1',
    'CapInh:\t0000000000000000',
    'CapPrm:\t00000000a80425fb',
    'CapEff:\t0000000000000400',
    'CapBnd:\t00000000a80425fb',
    'CapAmb:\t0000000000000000',
    'NoNewPrivs:\t1',
    'Seccomp:\t2',
    'Seccomp_filters:\t3',
  ].join('\n');

  it('gives the effective user and the PID at each level', () => {
    const { userId, nestedPids } = parseProcStatus(text);
    assert.deepEqual({ userId, nestedPids }, { userId: 1001, nestedPids: [4711, 12, 1] });
  });

  it('gives capabilities by name', () => {
    const { capabilities } = parseProcStatus(text);
    assert.ok(capabilities.seen);
    assert.deepEqual(capabilities.value.effective, ['net_bind_service']);
    assert.equal(capabilities.value.bounding.length, 14);
  });

  it('gives the seccomp mode and whether privileges may grow', () => {
    const { seccomp, noNewPrivileges } = parseProcStatus(text);
    assert.deepEqual(seccomp, { seen: true, value: { mode: 'filter', filters: 3 } });
    assert.deepEqual(noNewPrivileges, { seen: true, value: true });
  });

  it('says of what an older kernel does not write that it is not visible', () => {
    const { capabilities, seccomp, noNewPrivileges } = parseProcStatus('Name:\tx\n');
    for (const fact of [capabilities, seccomp, noNewPrivileges]) {
      assert.ok(!fact.seen);
      assert.match(fact.reason, /does not write/);
    }
  });
});

describe('a capability mask', () => {
  const check = (hex: string, expected: readonly string[] | undefined): void => {
    it(JSON.stringify(hex), () => assert.deepEqual(parseCapabilityMask(hex), expected));
  };
  check('0', []);
  check('1', ['chown']);
  check('10000000000', ['checkpoint_restore']);
  check('20000000000', ['cap_41']);
  check('', undefined);
  check('xyz', undefined);
});

describe('a command line', () => {
  const check = (text: string, expected: readonly string[]): void => {
    it(JSON.stringify(text), () => assert.deepEqual(parseCommandLine(bytes(text)), expected));
  };
  check('', []);
  check('sleep\u00005\0', ['sleep', '5']);
  check('sh\0-c\0echo "a\nb"\0', ['sh', '-c', 'echo "a\nb"']);
  check('a\0\0b\0', ['a', '', 'b']);
  check('nginx: master process\0\0\0\0', ['nginx: master process']);
  check('title without an end', ['title without an end']);
  check('<script>\u202e\u001b[2J\0', ['<script>\u202e\u001b[2J']);
});

describe('/proc/PID/cgroup', () => {
  const check = (text: string, expected: Readonly<Record<string, string>>): void => {
    it(JSON.stringify(text), () => assert.deepEqual({ ...parseCgroupMembership(text) }, expected));
  };
  check('0::/user.slice\n', { '': '/user.slice' });
  check('4:memory:/docker/1\n3:cpu,cpuacct:/d:x\n1:name=systemd:/\n0::/\n', {
    memory: '/docker/1',
    cpu: '/d:x',
    cpuacct: '/d:x',
    'name=systemd': '/',
    '': '/',
  });
  check('0::/gone (deleted)\n', { '': '/gone' });
  check('nonsense\n', {});
});

describe('a limit', () => {
  const check = (text: string, expected: number | null | undefined): void => {
    it(JSON.stringify(text), () => assert.equal(parseLimit(text), expected));
  };
  check('max\n', null);
  check('-1\n', null);
  check('9223372036854771712\n', null);
  check('67108864\n', 67_108_864);
  check('0\n', 0);
  check('', undefined);
  check('many', undefined);
});

describe('other small files', () => {
  it('reads an id map', () => {
    const text = '         0       1000          1\n         1     100000      65536\nnonsense\n';
    assert.deepEqual(parseIdMap(text), [
      { inside: 0, outside: 1000, count: 1 },
      { inside: 1, outside: 100_000, count: 65_536 },
    ]);
  });

  it('reads a link to a namespace', () => {
    assert.equal(parseNamespaceLink('net:[4026531840]'), 4026531840);
    assert.equal(parseNamespaceLink('socket:[1]x'), undefined);
  });
});

describe('/proc/PID/mountinfo', () => {
  const one = (line: string) => parseMountinfo(`${line}\n`)[0];

  it('undoes the octal escapes', () => {
    const mount = one(
      '36 35 98:0 /a\\040b /mnt\\012x\\134y rw,noatime master:1 - ext3 /dev/root rw',
    );
    assert.deepEqual(mount, {
      id: 36,
      parentId: 35,
      device: '98:0',
      root: '/a b',
      target: '/mnt\nx\\y',
      options: ['rw', 'noatime'],
      propagation: ['master:1'],
      type: 'ext3',
      source: '/dev/root',
      superOptions: ['rw'],
    });
  });

  it('takes an overlay apart, lowers topmost first', () => {
    const options = 'rw,lowerdir=/l/B:/l/with\\134:colon:/l/A,upperdir=/u\\054x,workdir=/w';
    assert.deepEqual(one(`1 2 0:39 / / rw - overlay overlay ${options}`)?.overlay, {
      lowers: ['/l/B', '/l/with:colon', '/l/A'],
      upper: '/u,x',
      work: '/w',
    });
  });

  it('reads the overlay options of newer kernels, one for each layer', () => {
    const options = 'ro,lowerdir+=/l/B,lowerdir+=/l/A';
    assert.deepEqual(one(`1 2 0:39 / / rw - overlay overlay ${options}`)?.overlay, {
      lowers: ['/l/B', '/l/A'],
    });
  });

  it('accepts an empty source and several propagation fields', () => {
    const mount = one('1 2 0:39 / /x rw shared:1 master:2 propagate_from:3 - tmpfs  rw');
    assert.equal(mount?.source, '');
    assert.deepEqual(mount.propagation, ['shared:1', 'master:2', 'propagate_from:3']);
  });

  it('leaves out lines of another form', () => {
    assert.deepEqual(parseMountinfo('nonsense\n1 2 3\n\n'), []);
  });
});
