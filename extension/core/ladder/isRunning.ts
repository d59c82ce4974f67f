/** True while a process has this number; another one may have it by now. */
export function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // EPERM: it runs and belongs to somebody else (kill(2)).
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
