import { createHash } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { release } from 'node:os';
import { dirname, join } from 'node:path';
import * as z from 'zod';
import { t } from '../../base/l10n.ts';
import { quote } from '../../base/quote.ts';
import { qemuProgram } from '../argv.ts';
import type { QemuPlace } from '../place.ts';
import type { AcceleratorName, GuestFiles } from '../spec.ts';
import { tryCanary, type CanaryResult } from './canary.ts';
import { findCandidate, type Candidate } from './candidate.ts';

/** What a guest runs with, and why, as a sentence. */
export interface Choice {
  readonly name: AcceleratorName;
  readonly reason: string;
}

const tried = z.union([
  z.object({ status: z.literal('sang') }),
  z.object({ status: z.literal('silent'), limitMs: z.number() }),
  z.object({ status: z.literal('died'), said: z.string() }),
]);

/**
 * The best accelerator that has proven itself here. A trial is made once for each boot of this computer, QEMU and
 * kernel of a guest; what came out is kept in `cacheFolder`.
 */
export async function chooseAccelerator(
  place: QemuPlace,
  files: GuestFiles,
  cacheFolder: string,
  signal: AbortSignal,
): Promise<Choice> {
  const candidate = await findCandidate(place, signal);
  if (candidate.status !== 'possible') return { name: 'tcg', reason: whyNot(candidate) };
  const { name } = candidate;
  const file = join(cacheFolder, 'accelerators', await circumstances(place, files, name, signal));
  const known = await readTried(file);
  const result = known ?? (await tryCanary(place, files, name, signal));
  if (known === undefined) await keep(file, result);
  return result.status === 'sang'
    ? {
        name,
        reason: t('The processor runs the guest itself ({0}); a trial guest has proven it.', name),
      }
    : { name: 'tcg', reason: whyFailed(name, result) };
}

function whyNot(candidate: Exclude<Candidate, { status: 'possible' }>): string {
  switch (candidate.status) {
    case 'absent':
      return t('There is no /dev/kvm, so the guest is emulated.');
    case 'forbidden':
      return t('You may not use /dev/kvm, so the guest is emulated.');
    case 'unbacked':
      return t(
        '/dev/kvm is there, and no processor behind it that could run a guest, so it is emulated.',
      );
    case 'unknown':
      return t('This system has no accelerator that Isolab knows, so the guest is emulated.');
  }
}

function whyFailed(name: string, result: Exclude<CanaryResult, { status: 'sang' }>): string {
  return result.status === 'silent'
    ? t(
        'A trial guest with {0} printed nothing within {1} seconds, so guests are emulated.',
        name,
        result.limitMs / 1000,
      )
    : t('A trial guest with {0} ended: {1}. So guests are emulated.', name, quote(result.said));
}

/** Names what the result of a trial depends on. */
async function circumstances(
  place: QemuPlace,
  files: GuestFiles,
  name: string,
  signal: AbortSignal,
): Promise<string> {
  const { stdout } = await place.run(
    { program: qemuProgram(files.arch), args: ['--version'] },
    signal,
  );
  const boot = await readFile('/proc/sys/kernel/random/boot_id', 'utf8').catch(() => release());
  const all = JSON.stringify([place.kind, name, files.hash, stdout, boot]);
  return `${createHash('sha256').update(all).digest('hex').slice(0, 16)}.json`;
}

async function readTried(file: string): Promise<CanaryResult | undefined> {
  try {
    return tried.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    // Not tried yet, or not kept well: tried again.
    return undefined;
  }
}

async function keep(file: string, result: CanaryResult): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(`${file}.${process.pid}`, JSON.stringify(result));
  await rename(`${file}.${process.pid}`, file);
}
