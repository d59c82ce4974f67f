import type { Bytes } from './bytes.ts';

/** Why something could not be read. `isGone` when it does not exist, or no longer. */
export interface Unreadable {
  readonly isGone: boolean;
  readonly reason: string;
}

/** Fetches raw text from one kernel, many things at a time; knows nothing of what they mean. */
export interface KernelReader extends AsyncDisposable {
  readonly method: 'in-process' | 'helper' | 'agent';
  /**
   * Whole files, in the order asked. `often`: they will be asked again soon, so that it pays to keep them open.
   * `often` and `single` are for files that the kernel gives in one piece, as it does with all but lists.
   */
  texts(
    paths: readonly string[],
    how: 'once' | 'single' | 'often',
    signal: AbortSignal,
  ): Promise<readonly (Bytes | Unreadable)[]>;
  /** Targets of symbolic links, in the order asked. */
  links(paths: readonly string[], signal: AbortSignal): Promise<readonly (string | Unreadable)[]>;
  /** Inodes of the user namespaces that own these links of /proc/PID/ns, in the order asked (ioctl_ns(2), NS_GET_USERNS). */
  owners(paths: readonly string[], signal: AbortSignal): Promise<readonly (number | Unreadable)[]>;
  /** Names in each folder, in no order; empty for one that cannot be listed. */
  names(folders: readonly string[], signal: AbortSignal): Promise<readonly (readonly string[])[]>;
  /** The folder and all folders below it, parents first; empty when it cannot be listed. */
  folders(root: string, signal: AbortSignal): Promise<readonly string[]>;
}
