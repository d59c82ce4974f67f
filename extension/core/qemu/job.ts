import { randomUUID } from 'node:crypto';
import { timeLimit } from '../base/timeLimit.ts';
import { qmpRefused } from '../base/vmErrors.ts';
import type { Monitor } from './monitor.ts';

/** The longest that QEMU may take to write or read the memory of a VM: a slow disk does 20 MB a second. */
const limitMs = 120_000;

/**
 * Runs one of QEMU's jobs to its end (qapi/job.json); rejects with its reason. It cannot be aborted: half a job would
 * leave a VM between two states.
 */
export async function runJob(
  monitor: Monitor,
  command: 'snapshot-save' | 'snapshot-load' | 'snapshot-delete',
  args: Readonly<Record<string, unknown>>,
): Promise<void> {
  const id = `isolab-${randomUUID()}`;
  const limit = timeLimit(limitMs);
  const given = new AbortController();
  // It listens before the command goes out: a short job has ended when the answer comes.
  const concluded = monitor.next(
    ({ name, data }) =>
      name === 'JOB_STATUS_CHANGE' && data['id'] === id && data['status'] === 'concluded',
    AbortSignal.any([limit, given.signal]),
  );
  try {
    await monitor.ask(command, { 'job-id': id, ...args }, limit);
  } catch (error) {
    given.abort(error);
    await concluded.catch(() => {}); // the command was refused: there is no job
    throw error;
  }
  await concluded;
  const jobs = await monitor.ask('query-jobs', {}, limit);
  const failure = jobs.find((job) => job.id === id)?.error;
  await monitor.ask('job-dismiss', { id }, limit);
  if (failure !== undefined) throw qmpRefused(command, failure);
}
