import { readFields, readMap, readString } from './protobuf.ts';

/** What a build is asked to do. */
export interface SolveRequest {
  /** Where its result goes: "moby" is the engine's own store. */
  readonly exporters: readonly string[];
  /** The names of the image that it will make on the engine. */
  readonly names: readonly string[];
  readonly makesImage: boolean;
  /** What the Dockerfile's frontend is told: "filename", "target", "build-arg:VERSION". */
  readonly attributes: Readonly<Record<string, string>>;
}

/**
 * Reads a request to solve; undefined for any other. No other request of BuildKit's has an identifier and a session,
 * so its path need not be known. Fields: moby/buildkit, api/services/control/control.proto, SolveRequest.
 */
export function readSolveRequest(message: Buffer): SolveRequest | undefined {
  const fields = readFields(message);
  const [ref, session] = [readString(fields, 1), readString(fields, 5)];
  if (!isIdentifier(ref) || !isIdentifier(session)) return undefined;
  // Clients name the first exporter in the old way too, for old engines.
  const exporters = [
    { type: readString(fields, 3), attributes: () => readMap(fields, 4) },
    ...(fields.get(13) ?? []).map((exporter) => {
      const inner = readFields(exporter);
      return { type: readString(inner, 1), attributes: () => readMap(inner, 2) };
    }),
  ].filter(({ type }) => type !== '');
  const toStore = exporters.filter(({ type }) => imageExporters.includes(type));
  const names = toStore.flatMap(({ attributes }) => attributes().get('name')?.split(',') ?? []);
  return {
    exporters: [...new Set(exporters.map(({ type }) => type))],
    names: [...new Set(names.filter(Boolean))],
    makesImage: toStore.length > 0,
    attributes: Object.fromEntries(readMap(fields, 7)),
  };
}

/** The ID of the image that was made, '' where the answer has none. */
export function readSolveResponse(message: Buffer): string {
  const response = readMap(readFields(message), 1);
  // What `docker images` shows, with either image store: a configuration's digest with one, an index's with the other.
  return response.get('containerimage.digest') ?? '';
}

/** They put the image into the engine's own store; all others send it to the client or elsewhere. */
const imageExporters = ['moby', 'image'];

/** moby/buildkit, identity/randomid.go: 25 digits in base 36. */
function isIdentifier(text: string): boolean {
  return /^[0-9a-z]{25}$/.test(text);
}
