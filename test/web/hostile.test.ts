import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { VmFacts } from '../../extension/core/qemu/facts.ts';
import type { Recording } from '../../extension/core/recorder/recording.ts';
import type { ImageLayers } from '../../extension/core/layers/layer.ts';
import { filesOf, pictureOf } from '../../webviews/layers/picture.ts';
import type { FilesLook, LayersState } from '../../webviews/layers/protocol.ts';
import type { MachinesState } from '../../webviews/machines/protocol.ts';
import type { RecorderState } from '../../webviews/recorder/protocol.ts';
import type { ViewHost } from '../../webviews/shared/host.ts';
import { hello } from '../fakes/helloWorld.ts';
import { FakeViewHost } from '../fakes/view-host.ts';
import { assertNoSidewaysScroll, keepScreenshot, usePages } from './browser.ts';
import { doctorState } from './states/doctor.ts';
import { guideState, withTasks } from './states/guide.ts';
import { guestState, isolationDetails } from './states/isolation.ts';
import { ladderState } from './states/ladder.ts';
import { layersState, shop } from './states/layers.ts';
import { machinesState } from './states/machines.ts';
import { metersState } from './states/meters.ts';
import { listed } from './states/recorder.ts';

const script = '<script>window.hasRun = true</script><img src=x onerror="window.hasRun = true">';
const names = [
  script,
  'right\u202eto left \u0645\u0631\u062d\u0628\u0627',
  '\u001b[31mred\u001b[0m\u0007',
  'x'.repeat(4096),
  `"'\`\${7*7}{{7*7}}\n</style></script>`,
];

/** Every view with this text wherever somebody else's words can stand. */
function viewsWith(text: string): Record<string, ViewHost> {
  const [task] = guideState.session.steps[1]?.tasks ?? [];
  assert.ok(task !== undefined);
  const verdict = { status: 'failed' as const, expected: text, observed: text, see: text };
  const guide = withTasks([
    { ...task, status: 'open', says: text, verdict, advice: text, hints: [text, text, text] },
  ]);
  const [meter] = metersState.meters;
  assert.ok(meter !== undefined);
  return {
    guide: new FakeViewHost(
      {
        ...guide,
        prose: [
          { type: 'paragraph', children: [{ type: 'text', text }] },
          { type: 'paragraph', children: [{ type: 'code', text }] },
          { type: 'block', language: text, isRunnable: true, text },
        ],
      },
      {},
    ),
    isolation: new FakeViewHost(
      {
        ...guestState,
        columns: guestState.columns.map((column) => ({
          ...column,
          title: text,
          subtitle: text,
        })),
        processes: guestState.processes.map((process) => ({
          ...process,
          name: text,
          commandLine: text,
        })),
        changes: [{ at: 1, kind: 'process-started' as const, text, focus: 'pid:4711' }],
      },
      { details: () => isolationDetails, showHostProcesses: () => undefined },
    ),
    meters: new FakeViewHost(
      {
        ...metersState,
        tree: metersState.tree.map((cgroup) => ({ ...cgroup, title: text })),
        meters: [{ ...meter, title: text }],
        marks: metersState.marks.map((mark) => ({ ...mark, text })),
      },
      { choose: () => undefined },
    ),
    machines: new FakeViewHost({ ...machinesState, vms: [hostileVm(text)], ...said(text) }, {}),
    layers: layersHost(text),
    recorder: recorderHost(hostileRecording(text)),
    ladder: new FakeViewHost(
      {
        ...ladderState,
        ladder: {
          at: 1,
          rungs: (ladderState.ladder?.rungs ?? []).map(({ kind, measured }) => ({
            kind,
            measured: measured.seen
              ? {
                  seen: true as const,
                  value: {
                    ...measured.value,
                    ...{ root: text, kernelRelease: text, memoryMeaning: text },
                  },
                }
              : { seen: false as const, reason: text },
          })),
        },
      },
      {},
    ),
    doctor: new FakeViewHost(
      {
        ...doctorState,
        findings: doctorState.findings.map((finding) => ({
          ...finding,
          title: text,
          found: text,
          consequence: text,
          fix: { text, command: text },
        })),
      },
      {},
    ),
  };
}

/** A recording with this text wherever a program, an API client or the file of a recording may have put it. */
function hostileRecording(text: string): Recording {
  const more = { at: 1, pid: 1, container: text };
  const args = { [text]: text };
  const sizes = { sentBytes: 0, receivedBytes: 0 };
  const created = [{ kind: 'container' as const, id: text, name: text }];
  const note = { isSeen: false, notes: [text], fix: text, lost: 0 };
  return {
    ...hello,
    ...{ command: text, machine: text, kernel: text, engine: text, labId: text, step: text },
    lanes: { api: note, programs: note, kernel: note, changes: { ...note, isSeen: true } },
    entries: [
      {
        ...{
          ...more,
          ...sizes,
          id: 1,
          lane: 'api',
          method: text,
          path: text,
          query: args,
          created,
        },
        ...{ request: { [text]: [text] }, answer: text, upgrade: text, note: text },
      },
      { ...more, id: 2, lane: 'programs', name: text, path: text, args: [text] },
      {
        ...{ ...more, id: 3, lane: 'kernel', name: text, call: text, args, flags: [text] },
        ...{ error: text, folded: 2, inside: [{ at: 1, pid: 1, args }] },
      },
      { ...more, id: 4, lane: 'changes', sentence: text, kind: text, isTied: false },
    ],
  };
}

/** As its file's editor shows it. */
const recorderHost = (recording: Recording): ViewHost =>
  new FakeViewHost<RecorderState>(
    { status: 'file', recordings: [listed(recording)], others: [] },
    {
      recording: () => recording,
      explain: () => ({ sentence: recording.command }),
    },
  );

/** An image with this text wherever a Dockerfile, an archive or a registry may have put it. */
function layersHost(text: string): ViewHost {
  const hostile: ImageLayers = {
    ...shop,
    platform: text,
    empty: shop.empty.map((line) => ({ ...line, instruction: text })),
    layers: shop.layers.map((layer) => ({
      ...layer,
      instruction: text,
      files: layer.files.map((file) => ({
        ...file,
        ...{ path: `${file.path}/${text.replaceAll('/', '∕')}`, target: text },
      })),
    })),
  };
  const images = layersState.images.map((image) => ({ ...image, tags: [text] }));
  return new FakeViewHost<LayersState>(
    { ...layersState, images },
    {
      image: () => pictureOf(hostile),
      files: ({ layer, look }: { layer: number; look: FilesLook }) =>
        filesOf(hostile.layers, layer, look),
    },
  );
}

/** A VM with this text wherever the guest, QEMU or a file system may have put it. */
function hostileVm(text: string): VmFacts {
  const [alpha] = machinesState.vms;
  assert.ok(alpha?.process !== undefined && alpha.migration !== undefined);
  return {
    ...alpha,
    name: text,
    trouble: text,
    accelerator: { name: 'tcg', reason: text },
    process: { ...alpha.process, args: [text, '-name', text] },
    disks: alpha.disks.map((disk) => ({
      ...disk,
      name: text,
      chain: disk.chain.map((file, index) => ({ ...file, file: `${index}/${text}` })),
    })),
    snapshots: alpha.snapshots.map((snapshot) => ({ ...snapshot, name: text })).slice(0, 1),
    migration: { ...alpha.migration, status: 'failed', trouble: text },
    clonedFrom: text,
  };
}

const said = (text: string): Pick<MachinesState, 'said' | 'busy' | 'events'> => ({
  said: { [text]: [text, text] },
  busy: { [text]: text },
  events: [{ vm: text, name: text, at: 1, data: { [text]: text } }],
});

describe('words that somebody else chose', function () {
  this.timeout(60_000);
  const openView = usePages(Object.keys(viewsWith('')));

  for (const [index, name] of names.entries()) {
    it(`are shown as text in every view: ${JSON.stringify(name.slice(0, 40))}`, async () => {
      for (const [view, host] of Object.entries(viewsWith(name))) {
        const look = { theme: 'dark', width: 320 };
        const { page, complaints } = await openView(view, host, look);
        await page.locator('main h1, main h2').first().waitFor({ state: 'attached' });
        await page.locator('bdi:visible').first().waitFor();
        if (view === 'recorder') await chooseEach(page);
        if (view === 'layers') await chooseFile(page);
        await keepScreenshot(page, `hostile-${view}-${index}`);
        assert.equal(await page.evaluate('window.hasRun'), undefined, view);
        assert.equal(await page.locator('img, #root script, #root style').count(), 0, view);
        const words = await page.locator('body').innerText();
        assert.doesNotMatch(words, acting, view);
        await assertNoSidewaysScroll(page);
        assert.deepEqual(complaints, [], view);
        await page.close();
      }
    });
  }
});

/** What is said of an entry is drawn when it is chosen. */
async function chooseEach(page: Page): Promise<void> {
  const entries = page.locator('.row.entry');
  for (const entry of await entries.all()) {
    await entry.click();
    await page.locator('.details h3').waitFor();
    for (const closed of await page.locator('.details details:not([open])').all()) {
      await closed.locator('summary').first().click();
    }
    await assertNoSidewaysScroll(page);
  }
}

/** The lowest layer's files in both forms, and what is said of one. */
async function chooseFile(page: Page): Promise<void> {
  await page.locator('.layer').first().click();
  await page.locator('.row.entry').last().click();
  await page.locator('.details h3').waitFor();
  await assertNoSidewaysScroll(page);
  await page.getByText('The same as a table').click();
  await page.getByRole('button', { name: 'Table' }).click();
  await page.getByRole('grid', { name: 'Files' }).waitFor();
}

const acting = /[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e]/;
