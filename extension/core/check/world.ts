import type { Command, CommandResult } from '../base/run.ts';
import type { ContainerFacts, ImageFacts, NetworkFacts, VolumeFacts } from '../engine/facts.ts';
import type {
  CgroupReading,
  KernelSnapshot,
  NetworkNamespace,
  ProcessDetails,
} from '../kernel/model.ts';
import type { FileFacts } from '../machine/machine.ts';

/** One answer of an HTTP server, or why there was none. */
export type HttpAnswer =
  | {
      readonly status: number;
      readonly headers: Readonly<Record<string, string>>;
      readonly body: string;
    }
  | { readonly failure: string };

/**
 * The facts of one evaluation. Each is gathered at most once, however many checks ask; nothing is changed by asking.
 * A method rejects with an IsolabError when nobody could look; the verdict is then `unable`.
 */
export interface World {
  /** The same world with nothing gathered yet: what is asked of it is looked at anew. */
  again(): World;
  /** The containers of this session, stopped ones too. */
  containers(): Promise<readonly ContainerFacts[]>;
  /** The container with exactly this name or ID; `undefined` when there is none. */
  container(nameOrId: string): Promise<ContainerFacts | undefined>;
  image(reference: string): Promise<ImageFacts | undefined>;
  network(nameOrId: string): Promise<NetworkFacts | undefined>;
  volume(name: string): Promise<VolumeFacts | undefined>;
  /** What the container has written so far, both streams, at most the last 1 MiB. */
  containerLog(nameOrId: string): Promise<string>;
  kernel(): Promise<KernelSnapshot>;
  process(pid: number): Promise<ProcessDetails | undefined>;
  networkOf(pid: number): Promise<NetworkNamespace | undefined>;
  cgroup(path: string): Promise<CgroupReading | undefined>;
  /** Runs a read-only command on the session's machine, in the learner's working folder. */
  run(command: Command): Promise<CommandResult>;
  /** Runs a read-only command in a running container. */
  runIn(container: string, command: Command): Promise<CommandResult>;
  http(url: string, method: string): Promise<HttpAnswer>;
  /** A file of the learner's working folder; `undefined` when there is none. */
  file(path: string): Promise<FileFacts | undefined>;
  /** What the learner answered to this question, and whether that is right; `undefined` before an answer. */
  answer(
    questionId: string,
  ): Promise<
    { readonly text: string; readonly isRight: boolean; readonly rightAnswer: string } | undefined
  >;
}
