import Mocha from 'mocha';

/** What @vscode/test-electron has VS Code call inside the extension host. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 120_000, reporter: 'spec' });
  mocha.suite.emit('pre-require', globalThis, 'isolab', mocha);
  await import('./isolab.ts');
  await import('./uri.ts');
  const failures = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failures > 0) throw new Error(`${failures} tests failed in the extension host`);
}
