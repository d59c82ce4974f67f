import * as z from 'zod';
import type { VolumeFacts } from '../facts.ts';
import { text, textTable } from './orEmpty.ts';

/** What matters of `GET /volumes/{name}`. */
export function parseVolumeFacts(inspected: unknown): VolumeFacts {
  const volume = schema.parse(inspected);
  return {
    name: volume.Name,
    driver: volume.Driver,
    mountpoint: volume.Mountpoint,
    createdAt: volume.CreatedAt,
    labels: volume.Labels,
  };
}

const schema = z.object({
  Name: z.string(),
  Driver: text,
  Mountpoint: text,
  CreatedAt: text,
  Labels: textTable,
});
