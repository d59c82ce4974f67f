// Builds Isolab into dist/:
//
//   extension.cjs          what VS Code loads; `vscode` comes from VS Code
//   cli.cjs                the `isolab` command; that it builds without `vscode` proves that core never imports it
//   webviews/<view>.js     one page per view, with its style beside it
//
//   node esbuild.mjs [--watch] [--production]

import esbuild from 'esbuild';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';

const isProduction = process.argv.includes('--production');
const isWatching = process.argv.includes('--watch');

const shared = {
  bundle: true,
  minify: isProduction,
  sourcemap: !isProduction,
  metafile: true,
  logLevel: 'info',
};

// dockerode loads gRPC and protobuf at once, and needs them only for BuildKit sessions, which Isolab leaves to `docker`.
const withoutBuildKit = {
  name: 'without-buildkit',
  setup(build) {
    const filter = /^(@grpc\/grpc-js|@grpc\/proto-loader|protobufjs)$/;
    build.onResolve({ filter }, ({ path }) => ({ path, namespace: 'left-out' }));
    build.onLoad({ filter: /.*/, namespace: 'left-out' }, () => ({ contents: '' }));
  },
};

const node = {
  ...shared,
  platform: 'node',
  target: 'node20',
  format: 'cjs',
  tsconfig: 'extension/tsconfig.json',
  plugins: [withoutBuildKit],
  // The folder of a module is, in a bundle, the folder of the bundle: dist/.
  define: { 'import.meta.dirname': '__dirname' },
};

// Optional parts of ssh2, which does without them.
const native = ['cpu-features', '*.node'];

const extension = {
  ...node,
  entryPoints: { extension: 'extension/vscode/main.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  external: ['vscode', ...native],
};

const cli = {
  ...node,
  entryPoints: { cli: 'extension/cli/main.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  // A real terminal for `verify`, loaded only there.
  external: ['@lydell/node-pty', ...native],
  banner: { js: '#!/usr/bin/env node' },
};

const pages = {
  ...shared,
  platform: 'browser',
  target: 'chrome130',
  format: 'esm',
  tsconfig: 'webviews/tsconfig.json',
  entryPoints: Object.fromEntries(
    readdirSync('webviews')
      .map((view) => [view, `webviews/${view}/page.tsx`])
      .filter(([, file]) => existsSync(file)),
  ),
  outdir: 'dist/webviews',
  loader: { '.ttf': 'file' },
  assetNames: '[name]',
};

const builds = [extension, cli, pages].filter((options) =>
  Object.values(options.entryPoints).every((file) => existsSync(file)),
);

if (isProduction) rmSync('dist', { recursive: true, force: true });
if (isWatching) {
  for (const options of builds) await (await esbuild.context(options)).watch();
} else {
  const results = await Promise.all(builds.map((options) => esbuild.build(options)));
  // What weighs how much: https://esbuild.github.io/analyze reads this file.
  const inputs = Object.assign({}, ...results.map(({ metafile }) => metafile.inputs));
  const outputs = Object.assign({}, ...results.map(({ metafile }) => metafile.outputs));
  writeFileSync('dist/meta.json', JSON.stringify({ inputs, outputs }));
}
