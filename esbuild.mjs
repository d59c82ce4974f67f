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

// What packages load at once and Isolab never calls: dockerode's gRPC and protobuf for BuildKit sessions, which it
// leaves to `docker`, and its packing of folders, where it gets a tar; docker-modem's ssh client, as the engine is reached with the `ssh` program; zod's translations; the
// names of HTML's characters for writing, where markdown-it only reads them.
const leaveOut = {
  name: 'leave-out',
  setup(build) {
    const filter =
      /^(@grpc\/grpc-js|@grpc\/proto-loader|protobufjs|tar-fs|@balena\/dockerignore|ssh2|\.\.\/locales\/index\.js|\.\/generated\/encode-html\.js)$/;
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
  plugins: [leaveOut],
  // Node reads UTF-8: the names of HTML's characters need no escapes, which take as much again.
  charset: 'utf8',
  alias: {
    // The package is Node's own streams for where there are none.
    'readable-stream': 'node:stream',
    // The same modules as ESM, of which only what is used comes into the bundle.
    yaml: './node_modules/yaml/browser/dist/index.js',
  },
  // The folder of a module is, in a bundle, the folder of the bundle: dist/.
  define: { 'import.meta.dirname': '__dirname' },
};

const extension = {
  ...node,
  entryPoints: { extension: 'extension/vscode/main.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
  external: ['vscode'],
};

const cli = {
  ...node,
  entryPoints: { cli: 'extension/cli/main.ts' },
  outdir: 'dist',
  outExtension: { '.js': '.cjs' },
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
