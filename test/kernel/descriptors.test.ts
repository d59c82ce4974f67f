import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { Descriptors } from '../../extension/core/kernel/inProcess/descriptors.ts';

describe('files that are kept open', () => {
  it('are never more than allowed, and the others are read all the same', () => {
    const before = readdirSync('/proc/self/fd').length;
    const descriptors = new Descriptors(2);
    const paths = ['version', 'uptime', 'loadavg', 'meminfo'].map((name) => `/proc/${name}`);
    for (const path of paths) assert.notEqual(descriptors.readKept(path, 0), '');
    assert.equal(descriptors.count, 2);
    assert.equal(readdirSync('/proc/self/fd').length, before + 2);
    descriptors.dispose();
    assert.equal(readdirSync('/proc/self/fd').length, before);
  });

  it('are closed when nobody reads them any more', () => {
    const descriptors = new Descriptors(10);
    descriptors.readKept('/proc/version', 0);
    descriptors.readKept('/proc/uptime', 20_000);
    descriptors.closeIdle(20_001);
    assert.equal(descriptors.count, 1);
    descriptors.dispose();
  });

  it('are given up when their process is gone', async () => {
    const child = spawn('sleep', ['1000']);
    const descriptors = new Descriptors(10);
    const path = `/proc/${child.pid}/stat`;
    assert.equal(typeof descriptors.readKept(path, 0), 'string');
    child.kill('SIGKILL');
    await once(child, 'exit');
    const answer = descriptors.readKept(path, 1);
    assert.ok(typeof answer === 'object' && answer.isGone);
    assert.equal(descriptors.count, 0);
  });

  it('give a file of many pieces whole', () => {
    const descriptors = new Descriptors(10);
    const text = descriptors.readOnce('/proc/kallsyms', 'once');
    assert.ok(typeof text === 'string' && text.length > 1_000_000 && text.endsWith('\n'));
  });
});
