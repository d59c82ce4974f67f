import assert from 'node:assert/strict';
import { systemCalls } from '../../../extension/core/kernel/tape/tapeEvent.ts';
import { explain } from '../../../extension/core/recorder/explain.ts';
import type {
  ApiEntry,
  KernelEntry,
  Recording,
} from '../../../extension/core/recorder/recording.ts';
import { recordRun } from './recordRun.ts';

describe('the explanation of an entry', () => {
  let recording: Recording;
  before(async () => {
    recording = await recordRun('run-alone');
  });
  const call = (method: string, path: string, more: Partial<ApiEntry> = {}): string =>
    explain(
      {
        ...{ id: 1, at: 0, lane: 'api', method, path, query: {}, status: 200 },
        ...{ sentBytes: 0, receivedBytes: 0, created: [], ...more },
      },
      recording,
    ).sentence;
  const kernel = (name: string, flags: readonly string[], more: Partial<KernelEntry> = {}) =>
    explain(
      {
        ...{ id: 1, at: 0, lane: 'kernel', pid: 7, name: 'runc' },
        call: name,
        args: {},
        flags,
        ...more,
      },
      recording,
    );

  it('is one sentence with a page to read for everything in a docker run', () => {
    for (const entry of recording.entries) {
      const { sentence, manual } = explain(entry, recording);
      assert.match(sentence, /^[^]+[.:…a-z0-9>/]$/i, JSON.stringify(entry));
      assert.match(manual?.url ?? '', /^https:\/\//, sentence);
    }
  });

  it('is there for every system call of the tape', () => {
    for (const name of systemCalls) {
      const { sentence, manual } = kernel(name, []);
      assert.ok(!sentence.startsWith('The system call'), name);
      assert.match(manual?.url ?? '', /man2\//);
    }
  });

  it('has flags in words, and what came of it', () => {
    const { sentence } = kernel('unshare', ['NEWNS', 'NEWPID', 'NEWNET']);
    assert.match(sentence, /mounts \(NEWNS\), process numbers \(NEWPID\), network \(NEWNET\)/);
    assert.match(sentence, /next child will be number 1/);
    assert.match(kernel('mount', [], { error: 'EPERM' }).sentence, /EPERM: not permitted/);
    assert.match(kernel('unshare', [], { error: 'EPERM', isFiltered: true }).sentence, /seccomp/);
  });

  const says: readonly [string, string, RegExp][] = [
    ['HEAD', '/_ping', /whether the engine is there/],
    ['POST', '/containers/create', /Makes a container/],
    ['POST', `/containers/${'ab'.repeat(32)}/start`, /Starts the container abababababab:/],
    ['DELETE', '/containers/site', /Removes the container site/],
    ['POST', '/containers/site/exec', /run another program/],
    ['GET', '/images/registry.local/web:1/json', /knows of the image/],
    ['POST', '/networks/create', /Makes the network/],
    ['POST', '/libpod/containers/create', /Makes a container/],
    ['POST', '/moby.buildkit.v1.Control/Solve', /what to build/],
    ['GET', '/something/new', /GET \/something\/new/],
  ];
  for (const [method, path, words] of says) {
    it(`of ${method} ${path.slice(0, 40)} says what it asks for`, () => {
      assert.match(call(method, path), words);
    });
  }

  it('has the engine’s own words when it refused', () => {
    const refused = { status: 409, answer: { message: 'the name is taken' } };
    assert.match(call('POST', '/containers/create', refused), /409: the name is taken/);
  });
});
