import { accessSync, constants, existsSync, readFileSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { composeVersion } from '../base/composeVersion.ts';
import { IsolabError } from '../base/errors.ts';
import { findProgram } from '../base/findProgram.ts';
import { run } from '../base/run.ts';
import { timeLimit } from '../base/timeLimit.ts';
import type { Engine } from '../engine/engine.ts';
import type { Probe } from '../kernel/probe.ts';
import { chooseAccelerator, type Choice } from '../qemu/accelerator/choose.ts';
import { HostPlace } from '../qemu/place/host.ts';
import { findGuest } from '../recipe/guest/guestImage.ts';
import { ownArch, readGuestRecipe } from '../recipe/guest/guestRecipe.ts';
import { listGuests } from '../recipe/guest/status.ts';
import type { Circumstances, Down } from './circumstances.ts';
import { qemuProgram } from './qemu.ts';

/** What the doctor is given to look with. What is opened for it stays the caller's to close. */
export interface DoctorSources {
  /** Rejects with an IsolabError when there is none. */
  readonly engine: (signal: AbortSignal) => Promise<Pick<Engine, 'endpoint' | 'info' | 'image'>>;
  readonly probe: (signal: AbortSignal) => Promise<Pick<Probe, 'method' | 'snapshot'>>;
  /** The folder in which progress is kept. */
  readonly dataFolder: string;
  /** The images that the labs need. */
  readonly images: readonly string[];
  /** A folder of labs with the recipe of their guests. */
  readonly labsFolder: string;
  readonly cacheFolder: string;
  /** How the `isolab` command is called from a terminal here. */
  readonly isolabCommand: string;
}

// Longer than any engine that is well takes for one answer.
const limitMs = 20_000;

/** Looks at the machine, the engine and the kernel; what is not there is part of the answer. */
export async function gather(sources: DoctorSources, signal: AbortSignal): Promise<Circumstances> {
  const limited = AbortSignal.any([signal, timeLimit(limitMs)]);
  const orDown = async <T>(looking: Promise<T>): Promise<T | Down> => {
    try {
      return await looking;
    } catch (error) {
      signal.throwIfAborted();
      return down(error);
    }
  };
  const [engine, compose, probe, images, guests, qemuVersion, chosen, disk] = await Promise.all([
    orDown(readEngine(sources, limited)),
    composeVersion(signal),
    orDown(readProbe(sources, limited)),
    findAbsentImages(sources, limited).catch(() => sources.images),
    listGuests(sources.labsFolder, sources.cacheFolder).catch(() => []),
    readQemuVersion(signal),
    tryAccelerator(sources, limited).catch(() => undefined), // then there is nothing to try it with
    readDisk(sources.dataFolder),
  ]);
  signal.throwIfAborted();
  return {
    platform: process.platform,
    processor: process.arch,
    isRoot: process.getuid?.() === 0,
    isDebian: findProgram('apt-get') !== undefined,
    ownRelease: os.release(),
    hasDockerd: findProgram('dockerd') !== undefined,
    engine,
    composeVersion: compose,
    probe,
    tracefs: readTracefs(),
    qemuVersion,
    accelerator: { ...readAccelerator(), chosen },
    disk,
    availableMemoryBytes: readAvailableMemory(),
    images: { wanted: sources.images, absent: images },
    guests,
    isolabCommand: sources.isolabCommand,
  };
}

function down(error: unknown): Down {
  const { message, fix } =
    error instanceof IsolabError ? error : { message: String(error), fix: '' };
  return { status: 'down', message, fix };
}

async function readEngine(sources: DoctorSources, signal: AbortSignal) {
  const engine = await sources.engine(signal);
  const info = await engine.info(signal);
  return { status: 'up', address: engine.endpoint.address, info } as const;
}

async function readProbe(sources: DoctorSources, signal: AbortSignal) {
  const probe = await sources.probe(signal);
  const { cgroupMode, processes } = await probe.snapshot(signal);
  return { status: 'up', method: probe.method, cgroupMode, processes: processes.length } as const;
}

async function findAbsentImages({ engine, images }: DoctorSources, signal: AbortSignal) {
  const opened = await engine(signal);
  const found = await Promise.all(images.map((reference) => opened.image(reference, signal)));
  return images.filter((_, index) => found[index] === undefined);
}

async function readQemuVersion(signal: AbortSignal): Promise<string | undefined> {
  const { exitCode, stdout } = await run(
    { program: qemuProgram(process.arch), args: ['--version'], timeoutMs: 5_000 },
    signal,
  );
  return exitCode === 0 ? stdout.split('\n')[0] : undefined;
}

/** What guests run with, where a guest is there to try it with; takes seconds the first time. */
async function tryAccelerator(
  { labsFolder, cacheFolder }: DoctorSources,
  signal: AbortSignal,
): Promise<Choice | undefined> {
  const { hash } = await readGuestRecipe(labsFolder);
  const guest = await findGuest(cacheFolder, { variant: 'base', arch: ownArch(), hash });
  return guest && chooseAccelerator(new HostPlace(), guest, cacheFolder, signal);
}

/** Free space for whoever asks, in the nearest folder that exists already. */
async function readDisk(folder: string): Promise<Circumstances['disk']> {
  let existing = folder;
  while (!existsSync(existing)) existing = path.dirname(existing);
  const { bavail, bsize } = await statfs(existing);
  return { folder, freeBytes: bavail * bsize };
}

function readTracefs(): Circumstances['tracefs'] {
  // tracefs is mounted in one of two places (Documentation/trace/ftrace.rst).
  const mounted = ['/sys/kernel/tracing', '/sys/kernel/debug/tracing'];
  if (mounted.some((folder) => readText(`${folder}/available_events`) !== '')) return 'readable';
  return /\ttracefs$/m.test(readText('/proc/filesystems')) ? 'known' : 'absent';
}

/** kvm alone is only the interface; kvm_intel or kvm_amd, or the processor's own flag, is what stands behind it. */
function readAccelerator(): Circumstances['accelerator'] {
  const device = '/dev/kvm';
  const isBacked =
    process.arch === 'arm64' ||
    ['kvm_intel', 'kvm_amd'].some((module) => existsSync(`/sys/module/${module}`)) ||
    /^flags\s*:.*\b(vmx|svm)\b/m.test(readText('/proc/cpuinfo'));
  return { isDevicePresent: existsSync(device), isDeviceUsable: isWritable(device), isBacked };
}

/** MemAvailable of proc_meminfo(5); elsewhere what the system calls free. */
function readAvailableMemory(): number {
  const [, kilobytes] = /^MemAvailable:\s+(\d+) kB/m.exec(readText('/proc/meminfo')) ?? [];
  return kilobytes === undefined ? os.freemem() : Number(kilobytes) * 1024;
}

function isWritable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
