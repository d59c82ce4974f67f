import { asInDockerfile } from '../../extension/core/layers/instruction.ts';
import type { ImageLayers, Layer, LayerFile } from '../../extension/core/layers/layer.ts';
import { changesOf, unionOf, type Change } from '../../extension/core/layers/union.ts';
import type { FileRow, FilesLook, ImagePicture } from './protocol.ts';

/** What the stack shows of an image. */
export function pictureOf({ platform, layers, empty }: ImageLayers): ImagePicture {
  const changes = changesOf(layers);
  const wasted = layers.map(() => 0);
  for (const { file, layer } of hiddenIn(layers)) wasted[layer] = (wasted[layer] ?? 0) + file.size;
  return {
    platform,
    empty: empty.map((line) => ({ ...line, instruction: asInDockerfile(line.instruction) })),
    layers: layers.map(({ diffId, instruction, createdAt, sizeBytes }, index) => {
      const counts = { added: 0, changed: 0, removed: 0 };
      for (const { kind } of changes[index] ?? []) counts[kind] += 1;
      return {
        ...{ diffId, createdAt, sizeBytes, counts },
        instruction: asInDockerfile(instruction),
        wastedBytes: wasted[index] ?? 0,
      };
    }),
  };
}

/** The files of a layer, of the union up to it, or of the whole image those that are hidden, the largest first. */
export function filesOf(layers: readonly Layer[], at: number, look: FilesLook): FileRow[] {
  if (look === 'union') {
    return [...unionOf(layers.slice(0, at + 1)).values()]
      .sort((a, b) => (a.file.path < b.file.path ? -1 : 1))
      .map(({ file, layer }) => rowOf(file, '', layer, -1));
  }
  const hidden = hiddenIn(layers);
  if (look === 'wasted') {
    return hidden
      .filter(({ file }) => file.size > 0)
      .sort((a, b) => b.file.size - a.file.size)
      .map(({ file, layer, by, how }) => rowOf(file, how, layer, by));
  }
  const hiders = new Map(
    hidden.filter(({ layer }) => layer === at).map(({ file, by }) => [file.path, by]),
  );
  return (changesOf(layers)[at] ?? []).flatMap(({ path, kind, before, after }) => {
    const file = after ?? before;
    if (file === undefined) return [];
    const by = after === undefined ? -1 : (hiders.get(path) ?? -1);
    return [rowOf(file, kind, at, by, after === undefined ? undefined : before)];
  });
}

interface Hidden {
  readonly file: LayerFile;
  readonly layer: number;
  readonly by: number;
  readonly how: Change['kind'];
}

/** Every file that a higher layer replaces or removes, and both layers. */
function hiddenIn(layers: readonly Layer[]): Hidden[] {
  const origins = new Map<string, number>();
  return changesOf(layers).flatMap((changes, by) => {
    const hidden: Hidden[] = [];
    for (const { path, kind, before, after } of changes) {
      if (before !== undefined) {
        hidden.push({ file: before, layer: origins.get(path) ?? 0, by, how: kind });
      }
      if (after !== undefined) origins.set(path, by);
    }
    return hidden;
  });
}

function rowOf(
  { path, kind, size, mode, userId, groupId, target = '' }: LayerFile,
  change: Change['kind'] | '',
  layer: number,
  hiddenBy: number,
  before?: LayerFile,
): FileRow {
  const row = [
    ...([path, kind, size, mode, userId, groupId, target] as const),
    ...([change, layer, hiddenBy] as const),
  ] as const;
  if (before === undefined) return row;
  return [...row, [before.size, before.mode, before.userId, before.groupId]];
}
