import * as z from 'zod';
import { imageInfo } from '../disk/imageInfo.ts';

const nothing = z.object({});

/** What the commands in use answer, as far as it is read here; the source is QEMU's qapi folder. */
export const answers = {
  // qapi/control.json
  qmp_capabilities: nothing,
  quit: nothing,
  'query-version': z.object({
    qemu: z.object({ major: z.number(), minor: z.number(), micro: z.number() }),
    package: z.string(),
  }),
  // qapi/run-state.json, misc.json
  'query-status': z.object({ status: z.string(), running: z.boolean() }),
  'query-uuid': z.object({ UUID: z.string() }),
  stop: nothing,
  cont: nothing,
  system_reset: nothing,
  // qapi/machine.json
  'query-cpus-fast': z.array(
    z.object({ 'cpu-index': z.number(), 'thread-id': z.number(), 'qom-path': z.string() }),
  ),
  'query-balloon': z.object({ actual: z.number() }),
  'query-hotpluggable-cpus': z.array(
    z.object({
      type: z.string(),
      props: z.looseObject({ 'core-id': z.number().optional() }),
      'qom-path': z.string().optional(),
    }),
  ),
  'query-memory-size-summary': z.object({
    'base-memory': z.number(),
    'plugged-memory': z.number().default(0),
  }),
  'query-memory-devices': z.array(
    z.object({
      type: z.string(),
      data: z.object({
        id: z.string().default(''),
        size: z.number(),
        slot: z.number().default(0),
        addr: z.number().default(0),
      }),
    }),
  ),
  balloon: nothing,
  'query-kvm': z.object({ enabled: z.boolean() }),
  // qapi/qdev.json, qom.json
  device_add: nothing,
  device_del: nothing,
  'object-add': nothing,
  'object-del': nothing,
  // qapi/stats.json, misc.json
  'query-stats': z.array(
    z.object({ stats: z.array(z.object({ name: z.string(), value: z.unknown() })) }),
  ),
  'human-monitor-command': z.string(),
  // qapi/block-core.json
  'query-block': z.array(
    z.object({
      qdev: z.string().optional(),
      inserted: z
        .object({
          'node-name': z.string(),
          file: z.string(),
          image: imageInfo,
        })
        .optional(),
    }),
  ),
  'query-blockstats': z.array(
    z.object({
      qdev: z.string().optional(),
      stats: z.object({
        rd_bytes: z.number(),
        wr_bytes: z.number(),
        rd_operations: z.number(),
        wr_operations: z.number(),
      }),
    }),
  ),
  // qapi/transaction.json
  transaction: nothing,
  // qapi/job.json and the jobs of qapi/migration.json
  'query-jobs': z.array(z.object({ id: z.string(), error: z.string().optional() })),
  'job-dismiss': nothing,
  'snapshot-save': nothing,
  'snapshot-load': nothing,
  'snapshot-delete': nothing,
  // qapi/migration.json
  migrate: nothing,
  'migrate-incoming': nothing,
  'migrate-set-capabilities': nothing,
  'migrate-set-parameters': nothing,
  migrate_cancel: nothing,
  'query-migrate': z.object({
    status: z.string().optional(),
    ram: z.object({ transferred: z.number(), remaining: z.number(), total: z.number() }).optional(),
    'total-time': z.number().optional(),
    downtime: z.number().optional(),
    'error-desc': z.string().optional(),
  }),
  // qapi/char.json
  'query-chardev': z.array(z.object({ label: z.string(), filename: z.string() })),
} as const satisfies Readonly<Record<string, z.ZodType>>;
