import type Dockerode from 'dockerode';
import type { ContainerSpec } from './facts.ts';

/** The body of `POST /containers/create` for this container. */
export function containerOptions(spec: ContainerSpec): Dockerode.ContainerCreateOptions {
  const isInteractive = spec.isInteractive ?? false;
  return {
    ...(spec.name === undefined ? {} : { name: spec.name }),
    Image: spec.image,
    ...(spec.command === undefined ? {} : { Cmd: [...spec.command] }),
    ...(spec.entrypoint === undefined ? {} : { Entrypoint: [...spec.entrypoint] }),
    Labels: { ...spec.labels },
    Env: Object.entries(spec.environment ?? {}).map(([name, value]) => `${name}=${value}`),
    ...(spec.user === undefined ? {} : { User: spec.user }),
    ...(spec.workingDir === undefined ? {} : { WorkingDir: spec.workingDir }),
    ...(spec.hostname === undefined ? {} : { Hostname: spec.hostname }),
    OpenStdin: isInteractive,
    StdinOnce: isInteractive,
    AttachStdin: isInteractive,
    AttachStdout: true,
    AttachStderr: true,
    HostConfig: {
      ...(spec.networkMode === undefined ? {} : { NetworkMode: spec.networkMode }),
      ...(spec.pidMode === undefined ? {} : { PidMode: spec.pidMode }),
      ...(spec.ipcMode === undefined ? {} : { IpcMode: spec.ipcMode }),
      ...(spec.shares?.includes('uts') ? { UTSMode: 'host' } : {}),
      ...(spec.shares?.includes('user') ? { UsernsMode: 'host' } : {}),
      ...(spec.shares?.includes('cgroup') ? { CgroupnsMode: 'host' } : {}),
      ...(spec.hasOwnCgroups === true ? { CgroupnsMode: 'private' } : {}),
      ...(spec.tmpfs === undefined
        ? {}
        : { Tmpfs: Object.fromEntries(spec.tmpfs.map((folder) => [folder, ''])) }),
      CapAdd: [...(spec.capAdd ?? [])],
      CapDrop: [...(spec.capDrop ?? [])],
      SecurityOpt: [...(spec.securityOptions ?? [])],
      // The long form: a source with a colon in it stays one source.
      Mounts: (spec.mounts ?? []).map(({ source, target, isWritable }) => ({
        Type: 'bind',
        Source: source,
        Target: target,
        ReadOnly: !isWritable,
      })),
      AutoRemove: spec.isAutoRemoved ?? false,
      ReadonlyRootfs: spec.hasReadonlyRoot ?? false,
      ...(spec.logDriver === undefined ? {} : { LogConfig: { Type: spec.logDriver, Config: {} } }),
      ...(spec.memoryBytes === undefined ? {} : { Memory: spec.memoryBytes }),
      ...(spec.pids === undefined ? {} : { PidsLimit: spec.pids }),
    },
  };
}
