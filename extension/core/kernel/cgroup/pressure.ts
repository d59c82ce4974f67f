import type { CgroupReading } from '../model.ts';
import { filesIn, type Meter } from './meter.ts';

type Pressure = Extract<CgroupReading['pressure'], { seen: true }>['value'];

/** Pressure stall information (psi.rst); only v2 has it, also the v2 part of a hybrid. */
export const pressure: Meter<Pressure> = {
  files: filesIn('', 'cpu.pressure', 'memory.pressure', 'io.pressure'),
  parse([cpuText, memoryText, ioText]) {
    const cpu = parseSomeAvg10(cpuText);
    const memory = parseSomeAvg10(memoryText);
    const io = parseSomeAvg10(ioText);
    if (cpu === undefined || memory === undefined || io === undefined) return undefined;
    return { cpu, memory, io };
  },
};

function parseSomeAvg10(text: string | undefined): number | undefined {
  const percent = /^some avg10=(\d+(?:\.\d+)?) /m.exec(text ?? '')?.[1];
  return percent === undefined ? undefined : Number(percent);
}
