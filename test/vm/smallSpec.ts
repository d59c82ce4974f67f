import type { GuestFiles, VmSpec } from '../../extension/core/qemu/spec.ts';

const mebibyte = 1024 * 1024;

/** A small VM named alpha, without a network. */
export function smallSpec(files: GuestFiles): VmSpec {
  return {
    name: 'alpha',
    files,
    cpus: { start: 1, max: 2 },
    memory: { startBytes: 256 * mebibyte, maxBytes: 512 * mebibyte },
    network: 'none',
    disks: {},
    boot: 'saved',
    accelerator: 'tcg',
  };
}
