import type { CgroupReading } from '../model.ts';
import { filesIn, type Meter } from './meter.ts';

type Io = Extract<CgroupReading['io'], { seen: true }>['value'];

/** Bytes to and from block devices on v2: `8:0 rbytes=… wbytes=… …`, one line a device (cgroup-v2.rst, "io.stat"). */
export const ioV2: Meter<Io> = {
  files: filesIn('', 'io.stat'),
  parse([text]) {
    if (text === undefined) return undefined;
    return { readBytes: sum(text, / rbytes=(\d+)/g), writtenBytes: sum(text, / wbytes=(\d+)/g) };
  },
};

/** The same on v1: `8:0 Read 4096`, one line a device and operation (cgroup-v1/blkio-controller.rst). */
export const ioV1: Meter<Io> = {
  files: filesIn('blkio', 'blkio.throttle.io_service_bytes_recursive'),
  parse([text]) {
    if (text === undefined) return undefined;
    return {
      readBytes: sum(text, /^\S+ Read (\d+)$/gm),
      writtenBytes: sum(text, /^\S+ Write (\d+)$/gm),
    };
  },
};

function sum(text: string, pattern: RegExp): number {
  let total = 0;
  for (const [, digits] of text.matchAll(pattern)) total += Number(digits);
  return total;
}
