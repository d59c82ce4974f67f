import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { median, type Figure } from './figure.ts';

const tries = 15;
const dist = resolve(import.meta.dirname, '../../dist');
const stub = `
const { Module } = require('node:module');
const load = Module._load;
// Whatever is asked of it is there; a bundle's copy of it asks the prototype.
const vscode = new Proxy(class {}, {
  get: (target, name) => (name === 'prototype' ? target.prototype : vscode),
  getPrototypeOf: () => vscode,
});
Module._load = (name, ...rest) => (name === 'vscode' ? vscode : load(name, ...rest));
const start = performance.now();
require(process.argv[1]);
process.stdout.write(String(performance.now() - start));
`;

/** What VS Code has to read, as `npm run build` left it: its size, and the time until activate() can be called. */
export async function benchLoad(): Promise<readonly Figure[]> {
  const file = resolve(dist, 'extension.cjs');
  const delaysMs: number[] = [];
  for (let count = 0; count < tries; count++) delaysMs.push(await loadOnce(file));
  return [
    { name: 'loading dist/extension.cjs, median', value: median(delaysMs), unit: 'ms' },
    { name: 'dist/extension.cjs', value: statSync(file).size / 1e6, unit: 'MB' },
    { name: 'dist/cli.cjs', value: statSync(resolve(dist, 'cli.cjs')).size / 1e6, unit: 'MB' },
  ];
}

/** In a process of its own: a module is loaded only once in each. */
async function loadOnce(file: string): Promise<number> {
  const child = spawn(process.execPath, ['-e', stub, file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const parts: string[] = [];
  child.stdout.on('data', (part: Buffer) => parts.push(part.toString()));
  await once(child, 'close');
  if (child.exitCode !== 0) throw new Error('the bundle could not be loaded');
  return Number(parts.join(''));
}
