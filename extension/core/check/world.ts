import type { Command, CommandResult } from '../base/run.ts';
import type {
  ContainerFacts,
  ImageFacts,
  NetworkFacts,
  ServiceFacts,
  SwarmFacts,
  VolumeFacts,
} from '../engine/facts.ts';
import type {
  CgroupReading,
  KernelProcess,
  KernelSnapshot,
  NetworkNamespace,
  ProcessDetails,
} from '../kernel/model.ts';
import type { Ladder } from '../ladder/rung.ts';
import type { ImageLayers } from '../layers/layer.ts';
import type { FileFacts, Machine } from '../machine/machine.ts';
import type { VmFacts } from '../qemu/facts.ts';
import type { Recording } from '../recorder/recording.ts';

/** One answer of an HTTP server, or why there was none. */
export type HttpAnswer =
  | {
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    }
  | { readonly failure: string };

/** The facts of one machine. A method rejects with an IsolabError when nobody could look. */
export interface Place {
  readonly kind: Machine['kind'];
  /** The guest whose kernel it is; undefined where it is the kernel of the host, or of the engine's machine. */
  readonly guestName: string | undefined;
  kernel(): Promise<KernelSnapshot>;
  process(pid: number): Promise<ProcessDetails | undefined>;
  networkOf(pid: number): Promise<NetworkNamespace | undefined>;
  cgroup(path: string): Promise<CgroupReading | undefined>;
  /** The process that stands for the machine: the first of a guest, of a workbench's container, of the host. */
  first(): Promise<KernelProcess>;
  /** The machine's own processes: all that the kernel has, or those of a workbench's container. */
  processes(): Promise<readonly KernelProcess[]>;
  /** Where the paths of cgroups begin that the machine itself sees: in a workbench at its container's; else empty. */
  cgroupRoot(): Promise<string>;
  /** The PID of a process as the machine itself has it: in a workbench another than its kernel's. */
  numberOf(process: KernelProcess): Promise<number>;
  /** Runs a read-only command there, in the learner's working folder. */
  run(command: Command): Promise<CommandResult>;
  /** A file there, by its path in the learner's working folder; `undefined` when there is none. */
  file(path: string): Promise<FileFacts | undefined>;
}

/**
 * The facts of one evaluation; those of a `Place` are of the machine that the lab is done on. Each is gathered at
 * most once, however many checks ask; nothing is changed by asking.
 */
export interface World extends Place {
  /** The same world with nothing gathered yet: what is asked of it is looked at anew. */
  again(): World;
  /** The machine whose kernel the engine's containers are on; without an engine the one that Isolab runs on. */
  readonly host: Place;
  /** A running guest of this session; `undefined` when there is none of that name to be asked. */
  guest(name: string): Promise<Place | undefined>;
  /** The VMs of this session, those that are off too. */
  vms(): Promise<readonly VmFacts[]>;
  vm(name: string): Promise<VmFacts | undefined>;
  /** The isolation ladder as it was measured last in this session. */
  ladder(): Promise<Ladder | undefined>;
  /** What was recorded since the step opened, in the order in which it began; the last may still go on. */
  recordings(): Promise<readonly Recording[]>;
  /** The containers of this session, stopped ones too. */
  containers(): Promise<readonly ContainerFacts[]>;
  /** The container with exactly this name or ID; `undefined` when there is none. */
  container(nameOrId: string): Promise<ContainerFacts | undefined>;
  image(reference: string): Promise<ImageFacts | undefined>;
  /** What the layers of an image hold; `undefined` when there is no such image. */
  layers(reference: string): Promise<ImageLayers | undefined>;
  network(nameOrId: string): Promise<NetworkFacts | undefined>;
  volume(name: string): Promise<VolumeFacts | undefined>;
  /** How the engine's node stands to a swarm. */
  swarm(): Promise<SwarmFacts>;
  /** The service with exactly this name or ID; `undefined` also outside of a swarm. */
  service(nameOrId: string): Promise<ServiceFacts | undefined>;
  /** What the container has written so far, both streams, at most the last 1 MiB. */
  containerLog(nameOrId: string): Promise<string>;
  /** Runs a read-only command in a running container. */
  runIn(container: string, command: Command): Promise<CommandResult>;
  http(
    url: string,
    method: string,
    headers?: Readonly<Record<string, string>>,
  ): Promise<HttpAnswer>;
  /** What the learner answered to this question, and whether that is right; `undefined` before an answer. */
  answer(
    questionId: string,
  ): Promise<
    { readonly text: string; readonly isRight: boolean; readonly rightAnswer: string } | undefined
  >;
}
