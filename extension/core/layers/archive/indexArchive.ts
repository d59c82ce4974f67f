import { Readable, type Duplex } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract, type Extract } from 'tar-stream';
import { IsolabError } from '../../base/errors.ts';
import { t } from '../../base/l10n.ts';
import { archiveUnreadable } from '../archiveErrors.ts';
import type { LayerContent } from '../layer.ts';
import { decompressors, kindOf, peek, type BlobKind } from './decompress.ts';
import { LayerReader, newBudget, type Budget } from './layerContent.ts';

/** What an archive of an image has, by the names in it. Nothing of it is unpacked. */
export interface ArchiveIndex {
  readonly texts: ReadonlyMap<string, string>;
  readonly layers: ReadonlyMap<string, LayerContent>;
  /** Entries that only lead to another. */
  readonly links: ReadonlyMap<string, string>;
}

/** An entry of a layer's archive: its header, and its content as a stream. */
export type Entry = Extract extends AsyncIterable<infer Each> ? Each : never;

/** Hears of every entry of a layer, which it knows by its name in the archive; may read what the entry holds. */
type HearEntry = (layer: string, entry: Entry) => Promise<void> | void;

/** Manifests and configurations have some kilobytes. */
const maxTextBytes = 4 * 1024 * 1024;

/** Reads an archive once from its beginning to its end: which of its blobs are layers is told only at the end. */
export async function indexArchive(
  archive: Readable,
  signal: AbortSignal,
  hear: HearEntry = () => {},
): Promise<ArchiveIndex> {
  const texts = new Map<string, string>();
  const layers = new Map<string, LayerContent>();
  const links = new Map<string, string>();
  const budget = newBudget();
  await eachEntry([archive], signal, async (entry) => {
    const { name, type, linkname, size } = entry.header;
    if (type === 'symlink' || type === 'link') links.set(name, linkname);
    if (type !== 'file') return;
    const { head, whole } = await peek(Readable.from(entry));
    const kind = kindOf(head);
    if (kind === 'json' && size <= maxTextBytes) texts.set(name, await textOf(whole));
    else if (kind === 'json' || kind === 'other') await drain(whole);
    else layers.set(name, await readLayer(whole, kind, name, budget, hear, signal));
  });
  return { texts, layers, links };
}

async function readLayer(
  blob: AsyncIterable<Buffer>,
  kind: BlobKind,
  name: string,
  budget: Budget,
  hear: HearEntry,
  signal: AbortSignal,
): Promise<LayerContent> {
  const reader = new LayerReader(budget);
  try {
    const take = (entry: Entry): Promise<void> | void => {
      reader.take(entry.header);
      return hear(name, entry);
    };
    await eachEntry([Readable.from(blob), ...decompressors(kind)], signal, take);
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof IsolabError) throw error;
    throw archiveUnreadable(t('its layer {0} is damaged.', name), error);
  }
  return reader.content;
}

/** Takes one entry after the other; what of its content was not read is skipped. */
async function eachEntry(
  archive: readonly [Readable, ...Duplex[]],
  signal: AbortSignal,
  take: (entry: Entry) => Promise<void> | void,
): Promise<void> {
  const entries = extract();
  const feeding = pipeline([...archive, entries], { signal });
  feeding.catch(() => {}); // its error comes by the entries too
  try {
    for await (const entry of entries) {
      await take(entry);
      entry.resume();
    }
    await feeding;
  } catch (error) {
    archive[0].destroy();
    signal.throwIfAborted();
    throw error instanceof IsolabError ? error : archiveUnreadable(reasonOf(error), error);
  }
}

async function textOf(chunks: AsyncIterable<Buffer>): Promise<string> {
  const parts: Buffer[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts).toString();
}

async function drain(chunks: AsyncIterable<Buffer>): Promise<void> {
  for await (const _ of chunks);
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
