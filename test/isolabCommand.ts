import { resolve } from 'node:path';

/** `isolab` from the sources, wherever it is called. */
export const isolabCommand = [
  process.execPath,
  '--import',
  import.meta.resolve('tsx'),
  resolve(import.meta.dirname, '../extension/cli/main.ts'),
];
