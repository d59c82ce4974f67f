// Which part may import which: the invariants of ARCHITECTURE.md, checked by `npm run lint`.

const core = (folders) => `^extension/core/(${folders})/`;

// From the bottom up. A folder imports what stands below it, or beside it in its own layer.
const layers = [
  'base',
  'engine|qemu|kernel',
  'machine|recipe|doctor|ladder|recorder|layers',
  'lab|check',
  'session',
  'grade',
];

const arrows = layers.slice(0, -1).map((layer, height) => ({
  name: `${layer} imports nothing from above`,
  severity: 'error',
  from: { path: core(layer) },
  to: { path: core(layers.slice(height + 1).join('|')) },
}));

const only = (name, path, where) => ({
  name,
  severity: 'error',
  from: { pathNot: where },
  to: { path },
});

const never = (name, from, to) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { path: to },
});

const shells = '^(extension/(vscode|cli|start)|webviews)/';
const page = '^webviews/([^/]+/page|shared/page)';

export default {
  forbidden: [
    ...arrows,
    never('the engine knows no kernel and no VMs', core('engine'), core('kernel|qemu')),
    never('the kernel knows no Docker and no VMs', core('kernel'), core('engine|qemu')),
    never('a VM knows neither engine nor kernel', core('qemu'), core('engine|kernel')),
    never('core knows no shell', '^extension/core/', shells),
    never('the command line knows no VS Code', '^extension/cli/', '^extension/vscode/'),
    never('a page knows no host', page, '^webviews/[^/]+/host\\.ts$'),
    {
      name: 'a page takes from core only types, words without a domain, and the kernel’s names',
      severity: 'error',
      from: { path: page },
      to: {
        path: '^extension/',
        pathNot: '^extension/core/(base/|kernel/model\\.ts$)',
        dependencyTypesNot: ['type-only'],
      },
    },
    {
      name: 'a view knows no other view',
      severity: 'error',
      from: { path: '^webviews/([^/]+)/', pathNot: '^webviews/shared/' },
      to: { path: '^webviews/[^/]+/', pathNot: '^webviews/(shared|$1)/' },
    },
    only(
      'only extension/vscode imports vscode',
      '(^vscode$|/@types/vscode/)',
      '^(extension/vscode|test/vscode)/',
    ),
    only(
      'only the engine imports dockerode',
      'node_modules/(dockerode|docker-modem)/',
      core('engine'),
    ),
    only(
      'only ui.tsx imports the toolkit',
      'node_modules/@vscode/webview-ui-toolkit/',
      '^webviews/shared/page/ui\\.tsx$',
    ),
    {
      name: 'no cycles',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'every import resolves',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '^vscode$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
