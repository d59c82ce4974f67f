import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { KernelProbe } from '../../../extension/core/kernel/kernelProbe.ts';
import { RecordedReader, type Recording } from '../../fakes/recordedReader.ts';

/** A recording of test/fixtures/kernel, fresh for each test to change. */
export function loadRecording(name: string): Recording {
  const path = join(import.meta.dirname, '../../fixtures/kernel', `${name}.json`);
  return JSON.parse(readFileSync(path, 'utf8')) as Recording; // written by capture.ts
}

/** The probe on a recorded machine. */
export function openRecorded(recording: Recording): KernelProbe {
  return new KernelProbe(new RecordedReader(recording));
}
