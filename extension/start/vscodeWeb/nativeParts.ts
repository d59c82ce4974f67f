import { writeFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Puts plain JavaScript in the place of two modules of VS Code's server that come as C++ sources: without a compiler
 * they cannot be loaded, and output channels would stay empty.
 */
export async function replaceNativeParts(vscode: string): Promise<void> {
  const modules = path.join(vscode, 'node_modules/@vscode');
  await writeFile(path.join(modules, 'native-watchdog/index.js'), watchdog);
  await writeFile(path.join(modules, 'spdlog/index.js'), spdlog);
}

const watchdog = `exports.start = () => {};
exports.exit = (code) => process.exit(code || 0);
`;

const spdlog = `const fs = require('fs'), path = require('path');
const levels = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];
class Logger {
  constructor(file) {
    this.file = file;
    this.level = 2;
    fs.mkdirSync(path.dirname(file), { recursive: true });
  }
  write(level, message) {
    if (level < this.level) return;
    const time = new Date().toISOString().replace('T', ' ').slice(0, 23);
    const line = this.isRaw ? String(message) : time + ' [' + levels[level] + '] ' + message + '\\n';
    try { fs.appendFileSync(this.file, line); } catch {}
  }
  getLevel() { return this.level; }
  setLevel(level) { this.level = level; }
  setPattern() {}
  clearFormatters() { this.isRaw = true; }
  flush() {}
  drop() {}
}
['trace', 'debug', 'info', 'warn', 'error', 'critical'].forEach((name, level) => {
  Logger.prototype[name] = function (message) { this.write(level, message); };
});
exports.version = 0;
exports.setLevel = () => {};
exports.setFlushOn = () => {};
exports.Logger = Logger;
exports.createRotatingLogger = exports.createAsyncRotatingLogger = async (_name, file) => new Logger(file);
`;
