// The rules of code. Which part may import which stands in .dependency-cruiser.mjs.

import { defineConfig, globalIgnores } from 'eslint/config';
import tseslint from 'typescript-eslint';

const noHtml = ['innerHTML', 'outerHTML', 'insertAdjacentHTML'].map((property) => ({
  property,
  message: 'Text is never HTML here: build nodes.',
}));

const noRandom = {
  object: 'Math',
  property: 'random',
  message: 'Ids and nonces come from crypto.',
};

const noForgottenLimit = {
  object: 'AbortSignal',
  property: 'timeout',
  message: 'Node.js forgets it within AbortSignal.any(): use timeLimit of core/base.',
};

const noSyntax = [
  {
    selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']",
    message: 'Text is never HTML here: build nodes.',
  },
  { selector: 'TSEnumDeclaration', message: 'Use a union of strings.' },
  { selector: 'ExportDefaultDeclaration', message: 'Use a named export.' },
];

const noExit = {
  selector: "CallExpression[callee.object.name='process'][callee.property.name='exit']",
  message:
    'An exit leaves behind what is open: throw, or dispose it. Only a shell ends the process.',
};

const everyTestRuns = {
  selector: 'MemberExpression[object.name=/^(describe|it)$/][property.name=/^(only|skip)$/]',
  message: 'Every test runs.',
};

/** The files of one runtime, checked with that runtime's types. */
const runtime = (project, files) => ({
  files,
  languageOptions: {
    parserOptions: { project: `${project}/tsconfig.json`, tsconfigRootDir: import.meta.dirname },
  },
});

export default defineConfig(
  globalIgnores(['dist/', '.cache/', 'test/fixtures/', 'test/output/', 'labs/']),
  runtime('extension', ['extension/**/*.ts', 'webviews/{*,*/*}.ts']),
  runtime('webviews', ['webviews/*/page.tsx', 'webviews/*/page/**/*.{ts,tsx}']),
  runtime('test', ['test/**/*.{ts,tsx}']),
  {
    files: ['**/*.{ts,tsx}'],
    extends: [tseslint.configs.strictTypeChecked],
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: 'error',
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      'no-restricted-properties': ['error', ...noHtml, noForgottenLimit],
      'no-restricted-syntax': ['error', ...noSyntax],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      // Returning a void call keeps a handler on one line.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // What was thrown is unknown; as text it is better than nothing.
      '@typescript-eslint/no-base-to-string': 'off',
      // It does not see what changes while something is awaited.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // `await using _ = …` holds something for as long as the block.
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' },
      ],
      // The reason of an abort is passed on as it came.
      '@typescript-eslint/prefer-promise-reject-errors': [
        'error',
        { allowThrowingAny: true, allowThrowingUnknown: true },
      ],
      '@typescript-eslint/only-throw-error': [
        'error',
        { allowThrowingAny: true, allowThrowingUnknown: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // One kind of many answers at once where another has to wait.
      '@typescript-eslint/require-await': 'off',
      // Collaborators are objects of functions, taken apart freely; classes keep their own `this`.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['extension/vscode/**/*.ts', 'webviews/**/*.{ts,tsx}'],
    rules: { 'no-restricted-properties': ['error', ...noHtml, noForgottenLimit, noRandom] },
  },
  {
    files: ['extension/{core,vscode}/**/*.ts'],
    rules: { 'no-restricted-syntax': ['error', ...noSyntax, noExit] },
  },
  {
    files: ['extension/{cli,start}/**/*.ts', 'extension/l10n/bundle.ts', 'test/**/*.{ts,tsx}'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['test/**/*.{ts,tsx}'],
    rules: {
      'max-lines': 'off',
      'no-restricted-properties': 'off',
      'no-restricted-syntax': ['error', ...noSyntax, everyTestRuns],
    },
  },
);
