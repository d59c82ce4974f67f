import { mkdir, copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { measureImpossible } from '../base/vmErrors.ts';
import { findProgram } from '../base/findProgram.ts';
import { t } from '../base/l10n.ts';
import { run } from '../base/run.ts';
import { openInProcessProbe } from '../kernel/inProcess/open.ts';
import { silentLog } from '../base/log.ts';
import { ownNamespaces } from './namespaces.ts';
import { startHere, words, type Started } from './program.ts';
import type { Measured } from './rung.ts';

/** Tries of what takes milliseconds. */
const tries = 5;

/** The program as a process of this computer and nothing more. */
export async function measureProcess(signal: AbortSignal): Promise<Measured> {
  const busybox = needBusybox();
  return measureHere(() => startHere(busybox, words.slice(1), signal), '/', signal);
}

/** The same, with a folder as its root that holds nothing but busybox. */
export async function measureChroot(signal: AbortSignal): Promise<Measured> {
  const busybox = needBusybox();
  if (process.getuid?.() !== 0) throw measureImpossible(t('chroot(2) is allowed to root only.'));
  const chroot = findProgram('chroot');
  if (chroot === undefined) throw measureImpossible(t('{0} is not installed.', 'chroot'));
  return inFolder(async (root) => {
    await mkdir(join(root, 'bin'));
    await copyFile(busybox, join(root, 'bin', 'busybox'));
    return measureHere(() => startHere(chroot, [root, ...words], signal), root, signal);
  });
}

/** The same small program in Java: a machine that is a program, on the same kernel. */
export async function measureJvm(signal: AbortSignal): Promise<Measured> {
  const [java, javac] = ['java', 'javac'].map(findProgram);
  if (java === undefined) throw measureImpossible(t('{0} is not installed.', 'java'));
  // Compiled before the clock runs: starting a program is not compiling it.
  if (javac === undefined) throw measureImpossible(t('{0} is not installed.', 'javac'));
  return inFolder(async (folder) => {
    await writeFile(join(folder, 'Ready.java'), source);
    const compiled = await run({ program: javac, args: ['Ready.java'], cwd: folder }, signal);
    if (compiled.exitCode !== 0) throw measureImpossible(compiled.stderr.trim());
    return measureHere(() => startHere(java, ['-cp', folder, 'Ready'], signal), '/', signal);
  });
}

const source = `class Ready {
  public static void main(String[] args) throws java.io.IOException {
    System.out.println("ready " + System.getProperty("os.version"));
    System.in.read();
  }
}
`;

async function measureHere(
  start: () => Promise<Started>,
  root: string,
  signal: AbortSignal,
): Promise<Measured> {
  const startMs: number[] = [];
  for (;;) {
    await using started = await start();
    startMs.push(started.startMs);
    if (startMs.length < tries) continue;
    await using probe = await openInProcessProbe(silentLog);
    return {
      startMs,
      memoryBytes: await readResident(started.pid),
      memoryMeaning: t('resident memory of the process'),
      kernelRelease: started.release,
      ownNamespaces: ownNamespaces(await probe.snapshot(signal), started.pid),
      hasOwnKernel: false,
      root,
    };
  }
}

function needBusybox(): string {
  if (process.platform !== 'linux') {
    throw measureImpossible(t('The program needs Linux, and this computer has another kernel.'));
  }
  const busybox = findProgram('busybox');
  if (busybox === undefined) throw measureImpossible(t('{0} is not installed.', 'busybox'));
  return busybox;
}

/** VmRSS (proc_pid_status(5)). */
async function readResident(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/mu.exec(status)?.[1] ?? 0) * 1024;
}

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'isolab-ladder-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
