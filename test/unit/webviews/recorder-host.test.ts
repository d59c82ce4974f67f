import assert from 'node:assert/strict';
import { isError } from '../../../extension/core/base/errors.ts';
import { Emitter } from '../../../extension/core/base/event.ts';
import {
  headOf,
  type Recording,
  type RecordingHead,
} from '../../../extension/core/recorder/recording.ts';
import { makeRecorderHost, type RecorderSources } from '../../../webviews/recorder/host.ts';
import { blind, hello, helloOnHost } from '../../fakes/helloWorld.ts';

const { signal } = new AbortController();

describe('the recorder’s host', () => {
  it('says what there is, and of which there is more, while somebody looks', () => {
    const { host, recordings, changed } = make();
    const told: number[][] = [];
    host.onDidChangeState((state) => told.push(state.recordings.map(({ version }) => version)));
    changed.fire(headOf(hello));
    assert.deepEqual(told, []);
    host.setVisible(true);
    recordings.unshift(blind);
    changed.fire(headOf(blind));
    changed.fire(headOf(blind));
    assert.deepEqual(told, [
      [1, 0],
      [1, 1, 0],
      [2, 1, 0],
    ]);
    host.dispose();
  });

  it('gives a recording with its entries, explains one and compares two', async () => {
    const { host } = make();
    const [entry] = hello.entries;
    assert.ok(entry !== undefined);
    assert.equal(await host.requests.recording(hello.id, signal), hello);
    assert.equal(await host.requests.recording('another', signal), undefined);
    const { sentence } = await host.requests.explain({ recording: hello.id, entry }, signal);
    assert.match(sentence, /client/);
    const rows = await host.requests.compare({ left: hello.id, right: helloOnHost.id }, signal);
    assert.ok(rows.some(({ left, right }) => left !== undefined && right === undefined));
    await assert.rejects(
      async () => host.requests.compare({ left: hello.id, right: 'another' }, signal),
      (error) => isError(error, 'recording-forgotten'),
    );
    host.dispose();
  });

  it('lays what was chosen beside the one that is shown, also what a file holds', async () => {
    const { host, choose } = make();
    host.setVisible(true);
    await host.requests.chooseOther(hello.id, signal);
    assert.equal(host.state().beside, undefined);
    choose((known) => known[0]);
    await host.requests.chooseOther(hello.id, signal);
    assert.equal(host.state().beside?.recording, helloOnHost.id);
    choose(() => ({ ...hello, command: 'docker run, from a file' }));
    await host.requests.chooseOther(hello.id, signal);
    const { beside, others } = host.state();
    assert.notEqual(beside?.recording, hello.id);
    assert.deepEqual(
      others.map(({ id, command }) => [id, command]),
      [[beside?.recording, 'docker run, from a file']],
    );
    const rows = await host.requests.compare(
      { left: hello.id, right: others[0]?.id ?? '' },
      signal,
    );
    assert.ok(rows.every(({ left, right }) => left !== undefined && right !== undefined));
    host.dispose();
  });

  it('does for an entry and for a recording what only the shell can', async () => {
    const { host, done } = make();
    await host.requests.save(hello.id, signal);
    await host.requests.focus('pid:7', signal);
    await host.requests.open('https://man7.org', signal);
    host.show(helloOnHost.id);
    assert.deepEqual(done, ['save docker run hello-world', 'focus pid:7', 'open https://man7.org']);
    assert.equal(host.state().focus?.recording, helloOnHost.id);
    host.dispose();
  });

  it('is empty without a lab, and says what is wrong with a file', () => {
    const { sources } = make();
    const { recorder: _, ...rest } = sources;
    const empty = makeRecorderHost({ ...rest, status: 'empty' });
    assert.deepEqual(empty.state(), { status: 'empty', recordings: [], others: [] });
    const trouble = { message: 'no recording', fix: 'another file' };
    const broken = makeRecorderHost({ ...rest, status: 'unavailable', trouble });
    assert.deepEqual(broken.state().trouble, trouble);
  });
});

function make() {
  const changed = new Emitter<RecordingHead>();
  const recordings: Recording[] = [hello, helloOnHost];
  const done: string[] = [];
  let choosing: (known: readonly RecordingHead[]) => Recording | RecordingHead | undefined = () =>
    undefined;
  const note = (text: string): Promise<void> => {
    done.push(text);
    return Promise.resolve();
  };
  const sources: RecorderSources = {
    status: 'live',
    recorder: {
      get recordings() {
        return recordings.map(headOf);
      },
      recording: (id) => Promise.resolve(recordings.find((each) => each.id === id)),
      onDidChange: changed.event,
    },
    chooseOther: (_left, known) => Promise.resolve(choosing(known)),
    save: ({ command }) => note(`save ${command}`),
    focus: (target) => note(`focus ${target}`),
    open: (url) => note(`open ${url}`),
  };
  const choose = (how: typeof choosing): void => {
    choosing = how;
  };
  return { host: makeRecorderHost(sources), sources, recordings, changed, done, choose };
}
