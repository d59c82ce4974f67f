import * as z from 'zod';
import type { ServiceFacts, SwarmFacts, TaskFacts } from '../facts.ts';
import { familiarName } from './familiarName.ts';
import { flag, text, textTable } from './orEmpty.ts';

/** What matters of `GET /services/{id}`, and of `GET /tasks` for this service. */
export function parseServiceFacts(inspected: unknown, tasks: unknown): ServiceFacts {
  const { ID: id, CreatedAt, Spec: spec, UpdateStatus, Endpoint } = schema.parse(inspected);
  const ports = Endpoint?.Ports ?? spec.EndpointSpec?.Ports ?? [];
  return {
    id,
    name: spec.Name,
    image: imageOf(spec),
    createdAt: CreatedAt,
    labels: spec.Labels,
    replicas: spec.Mode?.Replicated?.Replicas ?? undefined,
    update: UpdateStatus?.State ?? '',
    updateMessage: UpdateStatus?.Message ?? '',
    ports: Object.fromEntries(
      ports.map(({ TargetPort, Protocol, PublishedPort }) => [
        `${TargetPort}/${Protocol || 'tcp'}`,
        PublishedPort ?? 0,
      ]),
    ),
    tasks: z.array(task).parse(tasks).map(toTask),
  };
}

/** What `GET /info` says of a swarm; an engine that knows none says nothing. */
export function parseSwarmFacts(info: unknown): SwarmFacts {
  const { Swarm: swarm } = infoSchema.parse(info);
  return {
    state: states[swarm?.LocalNodeState ?? ''] ?? 'inactive',
    nodeId: swarm?.NodeID ?? '',
    isManager: swarm?.ControlAvailable ?? false,
    createdAt: swarm?.Cluster?.CreatedAt ?? '',
  };
}

const states: Readonly<Record<string, SwarmFacts['state']>> = {
  pending: 'pending',
  active: 'active',
  locked: 'locked',
  error: 'error',
};

const containerSpec = z.object({ Image: text }).nullish();
const template = z.object({ ContainerSpec: containerSpec });

const port = z.object({
  TargetPort: z.number(),
  Protocol: text,
  PublishedPort: z.number().nullish(),
});

const schema = z.object({
  ID: z.string(),
  CreatedAt: text,
  Spec: z.object({
    Name: z.string(),
    Labels: textTable,
    TaskTemplate: template,
    Mode: z
      .object({ Replicated: z.object({ Replicas: z.number().nullish() }).nullish() })
      .nullish(),
    EndpointSpec: z.object({ Ports: z.array(port).nullish() }).nullish(),
  }),
  Endpoint: z.object({ Ports: z.array(port).nullish() }).nullish(),
  UpdateStatus: z.object({ State: text, Message: text }).nullish(),
});

const task = z.object({
  ID: z.string(),
  Spec: template,
  DesiredState: text,
  Status: z.object({
    State: text,
    Err: text,
    ContainerStatus: z.object({ ContainerID: text }).nullish(),
  }),
});

const infoSchema = z.object({
  Swarm: z
    .object({
      LocalNodeState: text,
      NodeID: text,
      ControlAvailable: flag,
      Cluster: z.object({ CreatedAt: text }).nullish(),
    })
    .nullish(),
});

function toTask({ ID, Spec, DesiredState, Status }: z.output<typeof task>): TaskFacts {
  return {
    id: ID,
    image: imageOf({ TaskTemplate: Spec }),
    state: Status.State,
    isWanted: DesiredState === 'running' || DesiredState === 'ready',
    containerId: Status.ContainerStatus?.ContainerID ?? '',
    error: Status.Err,
  };
}

function imageOf({ TaskTemplate }: { readonly TaskTemplate: z.output<typeof template> }): string {
  return familiarName((TaskTemplate.ContainerSpec?.Image ?? '').replace(/@sha256:.*$/u, ''));
}
