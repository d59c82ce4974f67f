import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { isError } from '../../../extension/core/base/errors.ts';
import { Journal } from '../../../extension/core/session/journal.ts';
import { readJournal } from '../../../extension/core/session/journalText.ts';
import { arbitraryEvent } from './arbitraryEvent.ts';

const finished = { type: 'step-finished', step: 's' } as const;

describe('journal', () => {
  let folder: string;
  let path: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'isolab-journal-'));
    path = join(folder, 'journal.jsonl');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  async function reopen(): Promise<{ count: number; note: string | undefined }> {
    const { journal, events, note } = await Journal.open(path);
    await journal[Symbol.asyncDispose]();
    return { count: events.length, note };
  }

  it('gives back what was appended, in order', async () => {
    {
      const { journal } = await Journal.open(path);
      await using _ = journal;
      await Promise.all([
        journal.append([finished], 1),
        journal.append([finished, finished], 2),
        journal.append([], 3),
      ]);
    }
    const { events } = readJournal(await readFile(path), path);
    assert.deepEqual(
      events.map(({ at }) => at),
      [1, 2, 2],
    );
  });

  it('loses nothing whole when the file is cut anywhere', () => {
    fc.assert(
      fc.property(fc.array(arbitraryEvent, { minLength: 1 }), fc.nat(), (events, cut) => {
        const lines = events.map((event) => `${JSON.stringify(event)}\n`);
        const bytes = Buffer.from(lines.join(''));
        const kept = bytes.subarray(0, cut % (bytes.length + 1));
        const wholeLines = kept.filter((byte) => byte === 0x0a).length;
        const read = readJournal(kept, path);
        assert.ok(read.events.length === wholeLines || read.needsNewline);
        assert.deepEqual(read.events, events.slice(0, read.events.length));
      }),
    );
  });

  it('cuts off a half-written last line with a note, and goes on after it', async () => {
    await writeFile(path, '{"v":1,"at":1,"type":"step-finished","step":"a"}\n{"v":1,"at":2,"ty');
    const { journal, events, note } = await Journal.open(path);
    assert.equal(events.length, 1);
    assert.match(note ?? '', /cut off by a crash/);
    await journal.append([finished]);
    await journal[Symbol.asyncDispose]();
    assert.deepEqual(await reopen(), { count: 2, note: undefined });
  });

  it('keeps a last line that lacks nothing but its line end', async () => {
    await writeFile(path, '{"v":1,"at":1,"type":"step-finished","step":"a"}');
    const { journal } = await Journal.open(path);
    await journal.append([finished]);
    await journal[Symbol.asyncDispose]();
    assert.deepEqual(await reopen(), { count: 2, note: undefined });
  });

  it('begins anew in an empty file', async () => {
    await writeFile(path, '');
    assert.deepEqual(await reopen(), { count: 0, note: undefined });
  });

  const good = '{"v":1,"at":1,"type":"lab-reset"}';
  for (const [what, bad] of [
    ['no JSON', 'nonsense'],
    ['an unknown event', '{"v":1,"at":1,"type":"flying"}'],
    ['a missing field', '{"v":1,"at":1,"type":"step-finished"}'],
    ['an empty line', ''],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0xfe])],
  ] as const) {
    it(`refuses a middle line with ${what}, says which, and leaves the file alone`, async () => {
      const bytes = Buffer.concat([
        Buffer.from(`${good}\n`),
        Buffer.from(bad),
        Buffer.from(`\n${good}\n`),
      ]);
      await writeFile(path, bytes);
      await assert.rejects(Journal.open(path), (error) => {
        assert.ok(isError(error, 'journal-corrupt'));
        assert.match(error.message, /line 2/);
        return true;
      });
      assert.deepEqual(await readFile(path), bytes);
    });
  }

  it('refuses a line of a newer version', async () => {
    await writeFile(path, '{"v":2,"at":1,"type":"lab-reset"}\n');
    await assert.rejects(Journal.open(path), (error) => isError(error, 'journal-too-new'));
  });
});
