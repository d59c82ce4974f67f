import * as z from 'zod';
import type { ImageFacts } from '../facts.ts';
import { familiarName } from './familiarName.ts';
import { amount, commandLine, environment, text, texts, textTable } from './orEmpty.ts';

/** What matters of `GET /images/{name}/json` and of `GET /images/{name}/history`. */
export function parseImageFacts(inspected: unknown, history: unknown): ImageFacts {
  const image = schema.parse(inspected);
  const config = configSchema.parse(image.Config ?? {});
  return {
    id: withAlgorithm(image.Id),
    tags: image.RepoTags.map(familiarName),
    sizeBytes: image.Size,
    createdAt: image.Created,
    layers: image.RootFS?.Layers ?? [],
    parentId: image.Parent === '' ? '' : withAlgorithm(image.Parent),
    labels: config.Labels,
    command: config.Cmd,
    entrypoint: config.Entrypoint,
    workingDir: config.WorkingDir,
    user: config.User,
    exposedPorts: Object.keys(config.ExposedPorts ?? {}),
    environment: config.Env,
    history: historySchema
      .parse(history)
      .map(({ CreatedBy, Size }) => ({ instruction: CreatedBy, sizeBytes: Size })),
    architecture: image.Architecture,
    os: image.Os,
  };
}

/** Podman leaves out the `sha256:` that Docker writes. */
function withAlgorithm(id: string): string {
  return id.includes(':') ? id : `sha256:${id}`;
}

const schema = z.object({
  Id: z.string(),
  RepoTags: texts,
  Parent: text,
  Size: amount,
  Created: text,
  Architecture: text,
  Os: text,
  RootFS: z.object({ Layers: texts }).nullish(),
  Config: z.unknown().optional(),
});

const configSchema = z.object({
  Labels: textTable,
  Cmd: commandLine,
  Entrypoint: commandLine,
  WorkingDir: text,
  User: text,
  ExposedPorts: z.record(z.string(), z.unknown()).nullish(),
  Env: environment,
});

const historySchema = z.array(z.object({ CreatedBy: text, Size: amount }));
