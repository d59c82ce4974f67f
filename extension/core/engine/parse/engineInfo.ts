import * as z from 'zod';
import type { EngineInfo } from '../facts.ts';
import { amount, text, texts } from './orEmpty.ts';

/** What matters of `GET /version` and `GET /info`. */
export function parseEngineInfo(version: unknown, info: unknown): EngineInfo {
  const { Version, ApiVersion, Components } = versionSchema.parse(version);
  const parsed = infoSchema.parse(info);
  return {
    name: Components?.some(({ Name }) => Name.startsWith('Podman')) ? 'Podman' : 'Docker',
    version: Version,
    apiVersion: ApiVersion,
    kernelRelease: parsed.KernelVersion,
    operatingSystem: parsed.OperatingSystem,
    architecture: parsed.Architecture,
    // Before API 1.41 nothing was said, and version 1 was all there was.
    cgroupVersion: parsed.CgroupVersion === '2' ? 2 : 1,
    storageDriver: parsed.Driver,
    isRootless: parsed.SecurityOptions.some((option) => option.includes('name=rootless')),
    memoryBytes: parsed.MemTotal,
    cpus: parsed.NCPU,
  };
}

const versionSchema = z.object({
  Version: text,
  ApiVersion: text,
  Components: z.array(z.object({ Name: text })).nullish(),
});

const infoSchema = z.object({
  KernelVersion: text,
  OperatingSystem: text,
  Architecture: text,
  CgroupVersion: text,
  Driver: text,
  SecurityOptions: texts,
  MemTotal: amount,
  NCPU: amount,
});
