import type { EngineInfo } from '../engine/facts.ts';
import type { CgroupMode } from '../kernel/model.ts';
import type { Probe } from '../kernel/probe.ts';
import type { Choice } from '../qemu/accelerator/choose.ts';

/** Something that is not there, in the words of the error that said so. */
export interface Down {
  readonly status: 'down';
  readonly message: string;
  readonly fix: string;
}

/** All that the findings are derived from, read once. */
export interface Circumstances {
  readonly platform: NodeJS.Platform;
  readonly processor: NodeJS.Architecture;
  readonly isRoot: boolean;
  readonly isDebian: boolean;
  /** The kernel of the machine on which Isolab itself runs. */
  readonly ownRelease: string;
  readonly hasDockerd: boolean;
  readonly engine:
    { readonly status: 'up'; readonly address: string; readonly info: EngineInfo } | Down;
  /** Of `docker compose`; `undefined` where there is none. */
  readonly composeVersion: string | undefined;
  readonly probe:
    | {
        readonly status: 'up';
        readonly method: Probe['method'];
        readonly cgroupMode: CgroupMode;
        readonly processes: number;
      }
    | Down;
  /** What the kernel here knows of tracefs: mounted and readable, known, or not even that. */
  readonly tracefs: 'readable' | 'known' | 'absent';
  /** The first line that QEMU for this processor prints about itself; `undefined` when it is not installed. */
  readonly qemuVersion: string | undefined;
  /** What QEMU could use to run guests on the processor itself. */
  readonly accelerator: {
    /** What guests run with, found out with a trial guest; `undefined` as long as there is no guest to try with. */
    readonly chosen?: Choice | undefined;
    readonly isDeviceUsable: boolean;
    readonly isDevicePresent: boolean;
    readonly isBacked: boolean;
  };
  readonly disk: { readonly folder: string; readonly freeBytes: number };
  readonly availableMemoryBytes: number;
  /** The images that labs name, and those of them that the engine lacks. */
  readonly images: { readonly wanted: readonly string[]; readonly absent: readonly string[] };
  /** The guests that labs boot; none where their recipe is not at hand. */
  readonly guests: readonly { readonly reference: string; readonly isThere: boolean }[];
  /** How the `isolab` command is called from a terminal here. */
  readonly isolabCommand: string;
}
