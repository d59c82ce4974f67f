import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseCgroupMembership } from '../../../extension/core/kernel/cgroup/membership.ts';
import { cpuV1, cpuV2 } from '../../../extension/core/kernel/cgroup/cpu.ts';
import { ioV1, ioV2 } from '../../../extension/core/kernel/cgroup/io.ts';
import { cgroupFolder, cgroupPath } from '../../../extension/core/kernel/cgroup/layout.ts';
import { findCgroupLayout } from '../../../extension/core/kernel/cgroup/layout.ts';
import { memoryV1, memoryV2 } from '../../../extension/core/kernel/cgroup/memory.ts';
import { pids } from '../../../extension/core/kernel/cgroup/pids.ts';
import { pressure } from '../../../extension/core/kernel/cgroup/pressure.ts';
import { parseCapabilityMask } from '../../../extension/core/kernel/capabilities.ts';
import { parseCommandLine } from '../../../extension/core/kernel/commandLine.ts';
import {
  parseLinks,
  parseNames,
  parseTexts,
} from '../../../extension/core/kernel/helper/answer.ts';
import { parseIdMap } from '../../../extension/core/kernel/idMap.ts';
import { parseMountinfo } from '../../../extension/core/kernel/mountinfo.ts';
import { parseNamespaceLink } from '../../../extension/core/kernel/namespaceLink.ts';
import {
  formatIpv6,
  parseFibTrie,
  parseIfInet6,
} from '../../../extension/core/kernel/network/addresses.ts';
import { parseInterfaceNames } from '../../../extension/core/kernel/network/interfaceNames.ts';
import { parseIpv4Routes, parseIpv6Routes } from '../../../extension/core/kernel/network/routes.ts';
import { parseProcStat } from '../../../extension/core/kernel/procStat.ts';
import { parseProcStatus } from '../../../extension/core/kernel/procStatus.ts';
import { statLine } from './statLine.ts';

const bytes = (text: string): string => Buffer.from(text, 'utf8').toString('latin1');
const anyText = fc.oneof(fc.string({ unit: 'binary' }), fc.string({ unit: 'grapheme' }));
const title = fc.string({ unit: 'grapheme', maxLength: 15 });
const path = fc
  .array(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 8 }), { maxLength: 4 })
  .map((names) => `/${names.map((name) => name.replaceAll('/', '_')).join('/')}`);

/** As the kernel escapes paths in mountinfo (seq_path, seq_show_option). */
const escapeOctal = (text: string, which: RegExp): string =>
  bytes(text).replace(
    which,
    (character) => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`,
  );

describe('whatever a process calls itself', () => {
  it('its stat line is read back', () => {
    fc.assert(
      fc.property(title, fc.nat(), fc.nat(), fc.nat(), (name, pid, parentPid, startTicks) => {
        const stat = parseProcStat(bytes(statLine({ pid, name, parentPid, startTicks })));
        assert.ok(stat);
        assert.deepEqual(
          [stat.pid, stat.name, stat.parentPid, stat.startTicks],
          [pid, name, parentPid, startTicks],
        );
      }),
    );
  });

  it('its arguments are read back', () => {
    const argument = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes('\0'));
    const last = argument.filter((text) => text !== '');
    fc.assert(
      fc.property(fc.array(argument), last, (first, end) => {
        const args = [...first, end];
        assert.deepEqual(parseCommandLine(bytes(args.map((text) => `${text}\0`).join(''))), args);
      }),
    );
  });
});

describe('whatever a path is', () => {
  it('mountinfo gives it back', () => {
    fc.assert(
      fc.property(path, path, (root, target) => {
        const write = (text: string): string => escapeOctal(text, /[ \t\n\\]/g);
        const [mount] = parseMountinfo(
          `1 2 0:3 ${write(root)} ${write(target)} rw - tmpfs tmpfs rw\n`,
        );
        assert.deepEqual([mount?.root, mount?.target], [root, target]);
      }),
    );
  });

  it('the parts of an overlay are given back', () => {
    fc.assert(
      fc.property(fc.array(path, { minLength: 1 }), path, (lowers, upper) => {
        const write = (text: string): string => escapeOctal(text, /[ \t\n\\,=]/g);
        const joined = lowers.map((lower) => lower.replace(/[\\:]/g, '\\$&')).join(':');
        const options = `rw,lowerdir=${write(joined)},upperdir=${write(upper)},workdir=/w`;
        const [mount] = parseMountinfo(`1 2 0:3 / / rw - overlay overlay ${options}\n`);
        assert.deepEqual(mount?.overlay, { lowers, upper, work: '/w' });
      }),
    );
  });

  it('the membership of a cgroup is given back', () => {
    const cgroup = path.filter((text) => !text.includes('\n') && !text.endsWith(' (deleted)'));
    fc.assert(
      fc.property(cgroup, (text) => {
        assert.equal(parseCgroupMembership(bytes(`3:memory:${text}\n0::/\n`))['memory'], text);
      }),
    );
  });

  it('a cgroup and its folder belong together', () => {
    fc.assert(
      fc.property(path, (cgroup) => {
        const layout = findCgroupLayout(
          parseMountinfo('1 2 0:3 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n'),
        );
        assert.ok(layout);
        const folder = cgroupFolder(layout, '', cgroup);
        const mount = layout.hierarchies[''];
        assert.ok(folder !== undefined && mount);
        assert.equal(cgroupPath(mount, folder), cgroup.replace(/(.)\/$/, '$1'));
      }),
    );
  });
});

describe('whatever files hold', () => {
  const contents = fc.string({ unit: 'binary' }).map(bytes);
  const secret = '/tmp/5e0e4d7c-secret';
  const lineless = path.filter((text) => !text.includes('\n'));
  const files = fc.uniqueArray(fc.tuple(lineless, contents), { selector: ([name]) => name });

  it('the helper gives each one back, between lines that nobody can forge', () => {
    fc.assert(
      fc.property(files, (all) => {
        const written = all
          .map(([name, text]) => `==> ${secret}${bytes(name)} <==\n${text}`)
          .join('\n');
        const names = all.map(([name]) => name);
        const texts = parseTexts({ written, complaints: '' }, secret, names);
        assert.deepEqual(
          texts,
          all.map(([, text]) => text),
        );
      }),
    );
  });

  it('the helper gives links back', () => {
    fc.assert(
      fc.property(fc.uniqueArray(lineless), lineless, (names, target) => {
        const written = names
          .map((name) => `'${secret}${bytes(name)}' -> '${bytes(target)}'\n`)
          .join('');
        const links = parseLinks({ written, complaints: '' }, secret, names);
        assert.deepEqual(
          links,
          names.map(() => target),
        );
      }),
    );
  });
});

describe('an IPv6 address', () => {
  it('is written in a form that every program reads', () => {
    const hex = fc.stringMatching(/^[0-9a-f]{32}$/);
    fc.assert(
      fc.property(hex, (text) => {
        const back = new URL(`http://[${formatIpv6(text)}]`).hostname;
        assert.equal(back, `[${formatIpv6(text)}]`);
      }),
    );
  });
});

describe('text that no kernel writes', () => {
  const parsers: Readonly<Record<string, (text: string) => unknown>> = {
    parseProcStat,
    parseProcStatus,
    parseCommandLine,
    parseCgroupMembership,
    parseMountinfo,
    parseIdMap,
    parseCapabilityMask,
    parseNamespaceLink,
    parseFibTrie,
    parseIfInet6,
    parseInterfaceNames,
    parseIpv4Routes,
    parseIpv6Routes,
    findCgroupLayout: (text) => findCgroupLayout(parseMountinfo(text)),
    parseTexts: (text) => parseTexts({ written: text, complaints: text }, '/tmp/x', ['/a']),
    parseLinks: (text) => parseLinks({ written: text, complaints: text }, '/tmp/x', ['/a']),
    parseNames: (text) => parseNames({ written: text, complaints: text }, '/tmp/x', ['/a']),
  };
  for (const [name, parse] of Object.entries(parsers)) {
    it(`does not trouble ${name}`, () => {
      fc.assert(fc.property(anyText, (text) => void parse(text)));
    });
  }

  const meters = { memoryV1, memoryV2, cpuV1, cpuV2, ioV1, ioV2, pressure, pids: pids('') };
  for (const [name, meter] of Object.entries(meters)) {
    it(`does not trouble ${name}`, () => {
      const texts = fc.array(fc.option(anyText, { nil: undefined }), { maxLength: 6 });
      fc.assert(fc.property(texts, (all) => void meter.parse(all)));
    });
  }
});
