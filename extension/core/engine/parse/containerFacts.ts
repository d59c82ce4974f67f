import * as z from 'zod';
import type { ContainerFacts } from '../facts.ts';
import { familiarName } from './familiarName.ts';
import { amount, commandLine, environment, flag, text, texts, textTable } from './orEmpty.ts';

/** What matters of `GET /containers/{id}/json`, from Docker 20.10 (API 1.41) to current and from Podman. */
export function parseContainerFacts(inspected: unknown): ContainerFacts {
  const container = schema.parse(inspected);
  const { Config: config, HostConfig: host, State: state, NetworkSettings: network } = container;
  return {
    id: container.Id,
    name: container.Name.replace(/^\//, ''),
    image: familiarName(config.Image),
    imageId: container.Image,
    state: states[state.Status] ?? 'dead',
    exitCode: state.ExitCode,
    isOomKilled: state.OOMKilled,
    error: state.Error,
    health: healths[state.Health?.Status ?? ''] ?? 'none',
    pid: state.Pid,
    createdAt: container.Created,
    startedAt: state.StartedAt,
    finishedAt: state.FinishedAt,
    command: [...config.Entrypoint, ...config.Cmd],
    labels: config.Labels,
    environment: config.Env,
    ports: parsePorts(config.ExposedPorts, host.PortBindings, network.Ports),
    mounts: container.Mounts.map((mount) => ({
      type: mount.Type,
      ...(mount.Name ? { name: mount.Name } : {}),
      source: mount.Source,
      target: mount.Destination,
      isWritable: mount.RW,
    })),
    networks: Object.fromEntries(
      Object.entries(network.Networks).map(([name, { IPAddress, Aliases }]) => [
        name,
        {
          address: IPAddress,
          // Docker before 25 and Podman count the short ID among them.
          aliases: Aliases.filter((alias) => !container.Id.startsWith(alias)),
        },
      ]),
    ),
    networkMode: networkModeOf(host.NetworkMode, Object.keys(network.Networks)),
    ipcMode: host.IpcMode,
    // Docker leaves it empty where Podman says "private".
    pidMode: host.PidMode === 'private' ? '' : host.PidMode,
    limits: {
      memoryBytes: host.Memory,
      memorySwapBytes: host.MemorySwap,
      nanoCpus: host.NanoCpus || nanoCpusOf(host.CpuQuota, host.CpuPeriod),
      cpuShares: host.CpuShares,
      pids: host.PidsLimit,
      cpuset: host.CpusetCpus,
      readBps: host.BlkioDeviceReadBps.map(({ Path, Rate }) => ({ path: Path, rate: Rate })),
    },
    isPrivileged: host.Privileged,
    isInteractive: config.OpenStdin,
    hasTty: config.Tty,
    isAutoRemoved: host.AutoRemove,
    capAdd: host.CapAdd.map(plainCapability),
    capDrop: host.CapDrop.map(plainCapability),
    restartPolicy: host.RestartPolicy.Name || 'no',
  };
}

/** Docker's words as they are, Podman's own ones beside them (libpod/define/containerstate.go). */
const states: Readonly<Record<string, ContainerFacts['state']>> = {
  created: 'created',
  running: 'running',
  paused: 'paused',
  restarting: 'restarting',
  removing: 'removing',
  exited: 'exited',
  dead: 'dead',
  configured: 'created',
  initialized: 'created',
  stopping: 'running',
  stopped: 'exited',
};

const healths: Readonly<Record<string, ContainerFacts['health']>> = {
  starting: 'starting',
  healthy: 'healthy',
  unhealthy: 'unhealthy',
};

const bindings = z
  .record(z.string(), z.array(z.object({ HostPort: text })).nullish())
  .nullish()
  .transform((value) => value ?? {});

/** A running container's real ports; for a stopped one, which has none, those that it asks for. */
function parsePorts(
  exposed: Readonly<Record<string, unknown>>,
  asked: z.output<typeof bindings>,
  real: z.output<typeof bindings>,
): Record<string, number[]> {
  const published = Object.keys(real).length > 0 ? real : asked;
  const ports = new Set([...Object.keys(exposed), ...Object.keys(published)]);
  return Object.fromEntries(
    [...ports].map((port) => {
      // The same port is listed once for IPv4 and once for IPv6; "" asks for any free one.
      const hostPorts = (published[port] ?? []).map(({ HostPort }) => Number(HostPort));
      return [port, [...new Set(hostPorts.filter((number) => number > 0))].sort((a, b) => a - b)];
    }),
  );
}

/** Podman says "bridge" of every network of its own, whatever its name, and "podman" is what Docker calls "bridge". */
function networkModeOf(mode: string, networks: readonly string[]): string {
  if (mode !== 'bridge' && mode !== 'default') return mode;
  const [own] = networks.filter((name) => name !== 'podman');
  return own ?? 'bridge';
}

/** As `--cap-add` takes it: Docker 20.10 and later write CAP_NET_ADMIN, others NET_ADMIN. */
function plainCapability(name: string): string {
  return name.replace(/^CAP_/, '');
}

/** `--cpus` in the older words: microseconds of CPU time in each period, 100,000 by default (sched-bwc.rst). */
function nanoCpusOf(quota: number, period: number): number {
  return Math.round((quota / (period || 100_000)) * 1e9);
}

const schema = z.object({
  Id: z.string(),
  Name: z.string(),
  Created: text,
  Image: text,
  State: z.object({
    Status: z.string(),
    ExitCode: z.number(),
    OOMKilled: flag,
    Error: text,
    Pid: amount,
    StartedAt: text,
    Health: z.object({ Status: text }).nullish(),
    FinishedAt: text,
  }),
  Config: z.object({
    Image: text,
    Entrypoint: commandLine,
    Cmd: commandLine,
    Labels: textTable,
    Env: environment,
    ExposedPorts: z
      .record(z.string(), z.unknown())
      .nullish()
      .transform((value) => value ?? {}),
    OpenStdin: flag,
    Tty: flag,
  }),
  HostConfig: z.object({
    PortBindings: bindings,
    NetworkMode: text,
    IpcMode: text,
    PidMode: text,
    Memory: amount,
    MemorySwap: amount,
    NanoCpus: amount,
    CpuQuota: amount,
    CpuPeriod: amount,
    CpuShares: amount,
    PidsLimit: amount,
    CpusetCpus: text,
    BlkioDeviceReadBps: z
      .array(z.object({ Path: text, Rate: amount }))
      .nullish()
      .transform((value) => value ?? []),
    Privileged: flag,
    AutoRemove: flag,
    CapAdd: texts,
    CapDrop: texts,
    RestartPolicy: z
      .object({ Name: text })
      .nullish()
      .transform((value) => value ?? { Name: '' }),
  }),
  Mounts: z
    .array(z.object({ Type: text, Name: text, Source: text, Destination: text, RW: flag }))
    .nullish()
    .transform((value) => value ?? []),
  NetworkSettings: z.object({
    Ports: bindings,
    Networks: z
      .record(z.string(), z.object({ IPAddress: text, Aliases: texts }))
      .nullish()
      .transform((value) => value ?? {}),
  }),
});
