import assert from 'node:assert/strict';
import type { MachinesState } from '../../webviews/machines/protocol.ts';
import { FakeViewHost } from '../fakes/view-host.ts';
import {
  assertAccessible,
  assertNoSidewaysScroll,
  keepScreenshot,
  tabStops,
  themes,
  usePages,
  widths,
} from './browser.ts';
import { machinesState } from './states/machines.ts';

describe('the machines page', function () {
  this.timeout(60_000);
  const openView = usePages(['machines']);

  const open = async (
    state: MachinesState = machinesState,
    look: { theme: string; width: number } = { theme: 'dark', width: 1200 },
  ) => {
    const host = machinesHost(state);
    return { host, ...(await openView('machines', host, look)) };
  };

  for (const theme of themes) {
    for (const width of [...widths, 1400]) {
      it(`fits, reads and is accessible in ${theme} at ${width} px`, async () => {
        const { page, complaints } = await open(machinesState, { theme, width });
        await page.getByRole('heading', { name: /^alpha/ }).waitFor();
        await keepScreenshot(page, `machines-${theme}-${width}`);
        await assertNoSidewaysScroll(page);
        await assertAccessible(page);
        assert.deepEqual(complaints, []);
        await page.close();
      });
    }
  }

  const others: Record<string, Partial<MachinesState>> = {
    'without a VM': { vms: [] },
    'without a lab': { vms: [], canHaveVms: false },
    'at a panic': { focus: { vm: 'gamma', at: 1 } },
    'with a VM that is off': { focus: { vm: 'delta', at: 1 } },
    'while a VM starts': {
      focus: { vm: 'delta', at: 1 },
      busy: { delta: 'Starting delta' },
    },
    'while a VM moves': { vms: [moving()] },
  };
  for (const [name, change] of Object.entries(others)) {
    it(`is whole and accessible ${name}`, async () => {
      for (const theme of ['light', 'high-contrast']) {
        const look = { theme, width: theme === 'light' ? 320 : 800 };
        const { page, complaints } = await open({ ...machinesState, ...change }, look);
        await page.locator('main h2').first().waitFor();
        await keepScreenshot(page, `machines-${name.replaceAll(' ', '-')}-${theme}`);
        await assertNoSidewaysScroll(page);
        await assertAccessible(page);
        assert.deepEqual(complaints, []);
        await page.close();
      }
    });
  }

  it('draws a file that clones share once, and says in a table what each file takes itself', async () => {
    const { page } = await open();
    const shared = page.locator('.file', { hasText: 'base-1f3a/disk.qcow2' });
    await shared.getByText('157 MiB').waitFor();
    assert.equal(await shared.count(), 1);
    await shared.getByText('shared by 4').waitFor();
    await page.getByText('The same as a table').click();
    const row = page.getByRole('row', { name: /alpha\/disk\.0\.qcow2/ });
    assert.deepEqual(await row.getByRole('cell').allTextContents(), [
      'qcow2',
      '24 MiB',
      'alpha, beta, delta',
    ]);
    await page.close();
  });

  it('says every counter in a table', async () => {
    const { page } = await open();
    await page.getByText('All counters').click();
    const row = page.getByRole('row', { name: /^addressTranslationFlushes/ });
    assert.deepEqual(await row.getByRole('cell').allTextContents(), ['3560', '40']);
    await page.close();
  });

  it('shows VM snapshots as a tree with the place where the VM is now', async () => {
    const { page } = await open();
    const clean = page.locator('.tree > li', { hasText: 'clean' });
    await clean.locator('ul > li', { hasText: 'nginx-installed' }).waitFor();
    const now = clean.locator('ul > li', { hasText: 'broken-on-purpose' }).locator('ul > li');
    assert.equal((await now.textContent())?.trim(), 'now');
    await page.close();
  });

  it('asks for what the buttons and forms say, each by keyboard alone', async () => {
    const { page, host } = await open();
    await page.getByRole('heading', { name: /^alpha/ }).waitFor();
    const stops = await tabStops(page, 40);
    for (const name of ['Console', 'Pause', 'Migrate', 'Stop', 'Give one', 'Its command line']) {
      assert.ok(stops.includes(name), `${name} is not among ${stops.join(' | ')}`);
    }
    const press = async (name: RegExp): Promise<void> => {
      await page.getByRole('button', { name }).focus();
      await page.keyboard.press('Enter');
    };
    const fill = async (name: RegExp, text: string): Promise<void> => {
      await page.getByRole('textbox', { name }).focus();
      await page.keyboard.press('Control+A');
      await page.keyboard.type(text);
      await page.keyboard.press('Enter');
    };
    await press(/^Console$/);
    await press(/^Give one$/);
    await press(/^Go back to clean$/);
    await press(/^PID 4711 in Isolation$/);
    await fill(/^Memory in MiB/, '128');
    await fill(/^Name of a new VM snapshot/, 'before-upgrade');
    await fill(/^Name of a clone/, 'epsilon');
    await asked(host, 7);
    assert.deepEqual(host.asked, [
      { method: 'openConsole', argument: 'alpha' },
      { method: 'setCpus', argument: { vm: 'alpha', count: 3 } },
      { method: 'restoreSnapshot', argument: { vm: 'alpha', name: 'clean' } },
      { method: 'focus', argument: 'pid:4711' },
      { method: 'setMemory', argument: { vm: 'alpha', bytes: 128 * 2 ** 20 } },
      { method: 'saveSnapshot', argument: { vm: 'alpha', name: 'before-upgrade' } },
      { method: 'clone', argument: { vm: 'alpha', name: 'epsilon' } },
    ]);
    await page.close();
  });

  it('takes neither a memory that there is not nor a name that is taken', async () => {
    const { page, host } = await open();
    await page.getByRole('textbox', { name: /^Memory in MiB/ }).fill('1024');
    await page.getByText('A number from 1 to 512.').waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: /^Name of a clone/ }).fill('beta');
    await page.getByText('There is one of this name.').waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('textbox', { name: /^Name of a new VM snapshot/ }).fill('a b');
    await page.getByText('Letters, digits, dots and hyphens.').waitFor();
    await page.keyboard.press('Enter');
    assert.deepEqual(host.asked, []);
    await page.close();
  });

  it('says a change of a VM’s state to a screen reader', async () => {
    const { page, host } = await open();
    await page.getByRole('heading', { name: /^alpha/ }).waitFor();
    host.become({ ...machinesState, vms: [moving()] });
    await page
      .locator('[aria-live=polite]', { hasText: 'alpha: migrating' })
      .waitFor({ state: 'attached' });
    await page.close();
  });
});

function moving() {
  const [alpha] = machinesState.vms;
  assert.ok(alpha?.migration !== undefined);
  const { downtimeMs: _, toPid: __, ...migration } = alpha.migration;
  const mebibyte = 2 ** 20;
  return {
    ...alpha,
    status: 'migrating' as const,
    migration: { ...migration, status: 'active' as const, remainingBytes: 60 * mebibyte },
  };
}

const machinesHost = (state: MachinesState) => {
  const methods = [
    ...['start', 'stop', 'pause', 'resume', 'reset', 'migrate', 'saveSnapshot', 'restoreSnapshot'],
    ...['deleteSnapshot', 'clone', 'setCpus', 'setMemory', 'cancel', 'openConsole', 'focus'],
  ];
  return new FakeViewHost(
    state,
    Object.fromEntries(methods.map((method) => [method, () => undefined])),
  );
};

async function asked(host: FakeViewHost<MachinesState>, count: number): Promise<void> {
  while (host.asked.length < count) await new Promise((resolve) => setImmediate(resolve));
}
