import * as z from 'zod';
import type { NetworkFacts } from '../facts.ts';
import { flag, text, textTable } from './orEmpty.ts';

/** What matters of `GET /networks/{id}`. */
export function parseNetworkFacts(inspected: unknown): NetworkFacts {
  const network = schema.parse(inspected);
  return {
    id: network.Id,
    name: network.Name,
    driver: network.Driver,
    isInternal: network.Internal,
    createdAt: network.Created,
    subnets: (network.IPAM?.Config ?? []).flatMap(({ Subnet }) => (Subnet ? [Subnet] : [])),
    labels: network.Labels,
    containers: Object.values(network.Containers ?? {}).map(({ Name }) => Name),
  };
}

const schema = z.object({
  Id: z.string(),
  Name: z.string(),
  Driver: text,
  Internal: flag,
  Created: text,
  Labels: textTable,
  IPAM: z.object({ Config: z.array(z.object({ Subnet: text })).nullish() }).nullish(),
  Containers: z.record(z.string(), z.object({ Name: text })).nullish(),
});
