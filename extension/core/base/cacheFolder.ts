import os from 'node:os';
import path from 'node:path';

/** The folder in which what was made once is found again, also from another clone: ~/.cache/isolab, as XDG says. */
export function cacheFolder(): string {
  return path.join(process.env['XDG_CACHE_HOME'] || path.join(os.homedir(), '.cache'), 'isolab');
}
